// Bytes of a photo to a picture, by Skia. Refuses bytes that are no picture: null. Called by Photo and Composer.
package dk.samtale.parts

import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.toComposeImageBitmap
import org.jetbrains.skia.Image

fun decode(bytes: ByteArray): ImageBitmap? = runCatching { Image.makeFromEncoded(bytes).toComposeImageBitmap() }.getOrNull()
