//! Android hands over its context once, before anything else: the key store needs it.
//! Refuses a second hand-over quietly. Called by `NativeInit.init` in the app's `onCreate`.

use jni::JNIEnv;
use jni::objects::{GlobalRef, JClass, JObject};
use jni::sys::jboolean;
use std::sync::OnceLock;

/// `ndk_context` keeps a bare pointer, so the reference must never be dropped.
static CONTEXT: OnceLock<GlobalRef> = OnceLock::new();

/// `dk.samtale.core.NativeInit.init(context): Boolean`.
#[unsafe(no_mangle)]
pub extern "system" fn Java_dk_samtale_core_NativeInit_init(
    env: JNIEnv<'_>,
    _class: JClass<'_>,
    context: JObject<'_>,
) -> jboolean {
    let hand_over = || -> jni::errors::Result<()> {
        if CONTEXT.get().is_none() {
            let global = env.new_global_ref(&context)?;
            let vm = env.get_java_vm()?.get_java_vm_pointer();
            let raw = CONTEXT.get_or_init(|| global).as_obj().as_raw();
            // SAFETY: the VM lives as long as the process, the context as long as `CONTEXT`.
            unsafe { ndk_context::initialize_android_context(vm.cast(), raw.cast()) };
        }
        Ok(())
    };
    jboolean::from(hand_over().is_ok())
}
