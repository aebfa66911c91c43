/* Declares nothing: the shim only defines a symbol for the linker. */
