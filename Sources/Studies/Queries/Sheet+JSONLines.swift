// An object a line, for programs that read tables of JSON (pandas, DuckDB, jq).

import Definitions
import JSON

extension Sheet {
    /// A line for each row, each with all columns; null where the row has no value.
    public var jsonLines: String {
        rows.map { row in
            let members = zip(columns, row).map { ($0, $1.map { JSONValue($0) } ?? .null) }
            return JSONValue.object(JSONObject(members)).text() + "\n"
        }.joined()
    }
}
