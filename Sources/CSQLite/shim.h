// The one door to C SQLite: its header, and what Swift cannot express of it.
#ifndef HPO_CSQLITE_SHIM_H
#define HPO_CSQLITE_SHIM_H

#include <sqlite3.h>

/// SQLITE_TRANSIENT is a cast of -1 to a function pointer, which Swift does not import.
static inline sqlite3_destructor_type hpo_sqlite3_transient(void) {
    return SQLITE_TRANSIENT;
}

#endif
