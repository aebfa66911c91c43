// A file and a voice note in a bubble, before and while they are fetched. Refuses to open a file: it is handed to the
// system, where the person puts it. A screen reader hears the bubble.
package dk.samtale.parts

import androidx.compose.foundation.Canvas
import androidx.compose.foundation.background
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.widthIn
import androidx.compose.material3.Icon
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.StrokeCap
import androidx.compose.ui.graphics.vector.ImageVector
import androidx.compose.ui.text.style.TextOverflow
import androidx.compose.ui.unit.dp
import dk.samtale.core.FileView
import dk.samtale.core.VoiceView
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

@Composable
fun FilePart(file: FileView, sent: UByte?, ink: Color, onFile: (FileView) -> Unit) = Part(Icons.file, sent ?: file.progress, ink, { onFile(file) }) {
    Text(file.name, style = Theme.type.name, color = ink, maxLines = 2, overflow = TextOverflow.Ellipsis)
    Text(file.size, style = Theme.type.label, color = ink)
}

@Composable
fun VoicePart(voice: VoiceView, sent: UByte?, playing: Boolean, ink: Color, onVoice: (VoiceView) -> Unit) =
    Part(if (playing) Icons.pause else Icons.play, sent ?: voice.progress, ink, { onVoice(voice) }) {
        Wave(voice.wave, ink)
        Text(voice.length, style = Theme.type.label, color = ink)
    }

@Composable
private fun Part(icon: ImageVector, percent: UByte?, ink: Color, onClick: () -> Unit, words: @Composable () -> Unit) = Column(Modifier.widthIn(max = 280.dp)) {
    Row(
        Modifier.clickable(onClick = onClick).heightIn(min = 56.dp).padding(horizontal = Space.two, vertical = Space.one),
        Arrangement.spacedBy(Space.two),
        Alignment.CenterVertically,
    ) {
        Icon(icon, null, Modifier.size(inLine(26.dp)), tint = ink)
        Column { words() }
    }
    if (percent != null) Box(Modifier.fillMaxWidth().height(4.dp).background(Theme.colors.paper)) {
        Box(Modifier.fillMaxWidth(percent.toInt() / 100f).height(4.dp).background(Theme.colors.fjord))
    }
}

/** How loud it is, from beginning to end. */
@Composable
private fun Wave(wave: ByteArray, ink: Color) = Canvas(Modifier.fillMaxWidth().height(inLine(24.dp))) {
    if (wave.isEmpty()) return@Canvas
    val step = size.width / wave.size
    val thin = (step * 0.55f).coerceAtMost(3.dp.toPx())
    wave.forEachIndexed { at, loud ->
        val high = (size.height * (loud.toInt() and 0xFF) / 255f).coerceAtLeast(thin)
        val x = step * (at + 0.5f)
        drawLine(ink.copy(alpha = 0.75f), Offset(x, (size.height - high) / 2), Offset(x, (size.height + high) / 2), thin, StrokeCap.Round)
    }
}
