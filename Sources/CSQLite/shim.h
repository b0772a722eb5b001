// The one door to C SQLite.
#ifndef HPO_CSQLITE_SHIM_H
#define HPO_CSQLITE_SHIM_H

#include <sqlite3.h>

#endif
