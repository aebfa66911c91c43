/* Gives Observation on Linux the one symbol that Swift 6.0 forgot to define
   (upstream 75670, mended in 6.2). Refuses to return: it is called only when a lock
   is broken. Linked on Linux by SamtaleModels; goes when the toolchain is newer. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

__attribute__((noreturn, weak, visibility("default")))
void _ZN5swift9threading5fatalEPKcz(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    abort();
}
