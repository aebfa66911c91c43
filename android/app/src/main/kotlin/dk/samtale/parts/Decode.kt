// Bytes of a photo to a picture, by Android. Refuses bytes that are no picture: null. Called by Photo and Composer.
package dk.samtale.parts

import android.graphics.BitmapFactory
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.asImageBitmap

fun decode(bytes: ByteArray): ImageBitmap? = BitmapFactory.decodeByteArray(bytes, 0, bytes.size)?.asImageBitmap()
