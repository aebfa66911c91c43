/* Makes the generated header a module of its own; the functions live in the Rust library.
   Refuses code. Compiled by SwiftPM, imported by the generated Samtale.swift. */
#include "SamtaleFFI.h"
