//! Writes the Kotlin and the Swift side of the border from the built library.
//! Refuses nothing and decides nothing; `build.sh` calls it.

fn main() {
    uniffi::uniffi_bindgen_main();
}
