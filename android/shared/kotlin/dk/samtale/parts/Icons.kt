// The few icons of the app, drawn here on a grid of 24. Refuses an icon font.
// Shown by Icon in parts and screens, always beside a word or with one for a screen reader.
package dk.samtale.parts

import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.PathFillType
import androidx.compose.ui.graphics.SolidColor
import androidx.compose.ui.graphics.StrokeCap
import androidx.compose.ui.graphics.StrokeJoin
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.graphics.vector.addPathNodes
import androidx.compose.ui.unit.dp

object Icons {
    val back = stroke("back", "M15 5 L8 12 L15 19", mirrored = true)
    val close = stroke("close", "M6 6 L18 18 M18 6 L6 18")
    val plus = stroke("plus", "M12 5 V19 M5 12 H19")
    val down = stroke("down", "M12 5 V19 M6 13 L12 19 L18 13")
    val lock = stroke("lock", "M7 11 H17 A2 2 0 0 1 19 13 V18 A2 2 0 0 1 17 20 H7 A2 2 0 0 1 5 18 V13 A2 2 0 0 1 7 11 Z M8.5 11 V8 A3.5 3.5 0 0 1 15.5 8 V11")
    val info = stroke("info", circle + "M12 11 V16.5 M12 7.6 V7.7")
    val clock = stroke("clock", circle + "M12 7 V12 L15 14")
    val check = stroke("check", "M5 12.5 L10 17.5 L19.5 7")
    val checks = stroke("checks", "M2.5 12.5 L7 17 L15.5 7 M11.2 15.8 L12.4 17 L21 7")
    val read = fill("read", "M12 2.8 A9.2 9.2 0 1 0 12 21.2 A9.2 9.2 0 1 0 12 2.8 Z M10.3 16.4 L6 12.1 L7.4 10.7 L10.3 13.6 L16.6 7.3 L18 8.7 Z", PathFillType.EvenOdd)
    val search = stroke("search", "M10.5 17 A6.5 6.5 0 1 0 10.5 4 A6.5 6.5 0 1 0 10.5 17 Z M15.3 15.3 L20.5 20.5")
    val alert = stroke("alert", circle + "M12 7 V12.5 M12 16.2 V16.3")
    val hourglass = stroke("hourglass", "M7 4 H17 M7 20 H17 M8 4 V7 C8 10 12 10.5 12 12 C12 13.5 8 14 8 17 V20 M16 4 V7 C16 10 12 10.5 12 12 C12 13.5 16 14 16 17 V20")
    val copy = stroke("copy", "M10 8 H18 A2 2 0 0 1 20 10 V18 A2 2 0 0 1 18 20 H10 A2 2 0 0 1 8 18 V10 A2 2 0 0 1 10 8 Z M5 15.5 A1.6 1.6 0 0 1 4 14 V6 A2 2 0 0 1 6 4 H14 A1.6 1.6 0 0 1 15.5 5")
    val people = stroke("people", "M9 11.5 A3.5 3.5 0 1 0 9 4.5 A3.5 3.5 0 1 0 9 11.5 Z M2.5 19.5 C2.5 16 5.4 14.2 9 14.2 S15.5 16 15.5 19.5 M15.5 4.9 A3.4 3.4 0 0 1 15.5 11.2 M17.6 14.6 C20 15.2 21.5 17 21.5 19.5")
    val photo = stroke("photo", "M6 4.5 H18 A2 2 0 0 1 20 6.5 V17.5 A2 2 0 0 1 18 19.5 H6 A2 2 0 0 1 4 17.5 V6.5 A2 2 0 0 1 6 4.5 Z M4.5 17 L9.5 12 L13 15.5 L15.5 13 L19.5 17 M15.5 9 V9.1")
    val shield = stroke("shield", "M12 3.5 L19 6 V11.5 C19 16 16 19 12 20.5 C8 19 5 16 5 11.5 V6 Z M8.8 12 L11.2 14.4 L15.4 9.8")
    val key = stroke("key", "M8 19.5 A4 4 0 1 0 8 11.5 A4 4 0 1 0 8 19.5 Z M10.9 12.6 L19 4.5 M15.5 8 L18.5 11")
    val devices = stroke("devices", "M10 18.5 H5.5 A2 2 0 0 1 3.5 16.5 V6 A2 2 0 0 1 5.5 4 H16 A2 2 0 0 1 18 6 V7.5 M14.5 10.5 H18.8 A1.7 1.7 0 0 1 20.5 12.2 V18.8 A1.7 1.7 0 0 1 18.8 20.5 H14.5 A1.7 1.7 0 0 1 12.8 18.8 V12.2 A1.7 1.7 0 0 1 14.5 10.5 Z")
    val cloudOff = stroke("no connection", "M9.5 6.6 A5.5 5.5 0 0 1 17.2 11 A3.8 3.8 0 0 1 20.3 16.6 M17 18.5 H7.5 A4.2 4.2 0 0 1 6.8 10.1 M4 4 L20 20")
    val reply = stroke("reply", "M9.5 6 L4.5 11 L9.5 16 M4.5 11 H14 A5.5 5.5 0 0 1 19.5 16.5 V18.5", mirrored = true)
    val edit = stroke("edit", "M5 19 L5.8 15.2 L15.6 5.4 A1.9 1.9 0 0 1 18.4 8.2 L8.6 18.2 Z M14 7 L17 10")
    val file = stroke("file", "M13.5 3.5 H7.5 A2 2 0 0 0 5.5 5.5 V18.5 A2 2 0 0 0 7.5 20.5 H16.5 A2 2 0 0 0 18.5 18.5 V8.5 Z M13.5 3.5 V8.5 H18.5")
    val microphone = stroke("microphone", "M12 3.5 A2.8 2.8 0 0 1 14.8 6.3 V11.2 A2.8 2.8 0 0 1 9.2 11.2 V6.3 A2.8 2.8 0 0 1 12 3.5 Z M6 11 A6 6 0 0 0 18 11 M12 17 V20.5")
    val stop = stroke("stop", "M8.5 7 H15.5 A1.5 1.5 0 0 1 17 8.5 V15.5 A1.5 1.5 0 0 1 15.5 17 H8.5 A1.5 1.5 0 0 1 7 15.5 V8.5 A1.5 1.5 0 0 1 8.5 7 Z")
    val play = fill("play", "M8 5.6 C8 4.8 8.9 4.3 9.6 4.8 L18.6 11.1 C19.2 11.5 19.2 12.5 18.6 12.9 L9.6 19.2 C8.9 19.7 8 19.2 8 18.4 Z")
    val pause = stroke("pause", "M8.5 5.5 V18.5 M15.5 5.5 V18.5")
    val pin = stroke("pin", "M9 4 H15 M10 4 V10 L7 14 H17 L14 10 V4 M12 14 V20.5")
    val mute = stroke("mute", "M6 16.5 H18 M7.5 16.5 V11 A4.5 4.5 0 0 1 10 7 M12.5 6.4 A4.5 4.5 0 0 1 16.5 11 V14 M10.5 19.5 H13.5 M4 4 L20 20")
    val archive = stroke("archive", "M4.5 5 H19.5 V9 H4.5 Z M6 9 V19 H18 V9 M10 12.5 H14")
    val send = fill("send", "M4.2 20.3 C3.5 20.6 2.8 19.9 3.1 19.2 L5.7 12.9 L13.5 12 L5.7 11.1 L3.1 4.8 C2.8 4.1 3.5 3.4 4.2 3.7 L20.9 11.2 C21.6 11.5 21.6 12.5 20.9 12.8 Z")
}

private const val circle = "M12 20.5 A8.5 8.5 0 1 0 12 3.5 A8.5 8.5 0 1 0 12 20.5 Z "

private fun stroke(name: String, path: String, mirrored: Boolean = false) = ImageVector.Builder(
    name, 24.dp, 24.dp, 24f, 24f, autoMirror = mirrored,
).addPath(
    addPathNodes(path),
    stroke = SolidColor(Color.Black),
    strokeLineWidth = 1.9f,
    strokeLineCap = StrokeCap.Round,
    strokeLineJoin = StrokeJoin.Round,
).build()

private fun fill(name: String, path: String, type: PathFillType = PathFillType.NonZero) = ImageVector.Builder(
    name, 24.dp, 24.dp, 24f, 24f, autoMirror = type == PathFillType.NonZero,
).addPath(addPathNodes(path), type, fill = SolidColor(Color.Black)).build()
