// What stands above the field: the post that is answered or edited, the file that is chosen. Refuses to hide it.
// Parts of Composer.
package dk.samtale.dialog

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material3.Icon
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextOverflow
import androidx.compose.ui.unit.dp
import dk.samtale.core.AttachedDraft
import dk.samtale.core.Labels
import dk.samtale.parts.IconButton
import dk.samtale.parts.Icons
import dk.samtale.parts.Quote
import dk.samtale.parts.inLine
import dk.samtale.theme.Space
import dk.samtale.theme.Theme
import dk.samtale.voice.Recording

@Composable
internal fun Pointed(draft: Draft, labels: Labels) {
    val (quote, edit) = draft.answers to draft.edits
    if (quote == null && edit == null) return
    Row(Modifier.fillMaxWidth().padding(start = Space.side, top = Space.half), verticalAlignment = Alignment.CenterVertically) {
        if (quote != null) Quote(quote, Theme.colors.muted, Modifier.weight(1f).semantics(mergeDescendants = true) { contentDescription = "${labels.reply}: ${quote.author}. ${quote.text}" })
        else Row(Modifier.weight(1f), Arrangement.spacedBy(Space.one), Alignment.CenterVertically) {
            Icon(Icons.edit, null, Modifier.size(inLine(18.dp)), tint = Theme.colors.muted)
            Text(labels.editing, style = Theme.type.label, color = Theme.colors.muted)
        }
        IconButton(Icons.close, labels.leaveBe, color = Theme.colors.muted, onClick = draft::leaveBe)
    }
}

/** The chosen file or voice note, and the way to take it away again. */
@Composable
internal fun ChosenFile(file: AttachedDraft, draft: Draft, labels: Labels) = Row(
    Modifier.fillMaxWidth().padding(start = Space.side),
    Arrangement.spacedBy(Space.one),
    Alignment.CenterVertically,
) {
    Icon(if (file is AttachedDraft.Voice) Icons.microphone else Icons.file, null, Modifier.size(inLine(20.dp)), tint = Theme.colors.muted)
    val words = when (file) {
        is AttachedDraft.File -> file.name
        is AttachedDraft.Voice -> clock(file.millis.toLong())
        is AttachedDraft.Photo -> file.alt
    }
    Text(words, Modifier.weight(1f), style = Theme.type.note, maxLines = 2, overflow = TextOverflow.Ellipsis)
    IconButton(Icons.close, labels.removeFile, color = Theme.colors.muted, onClick = draft::removeFile)
}

/** In place of the field while a voice note is recorded: how long it is, an end to it, a way out. */
@Composable
internal fun Records(recording: Recording, labels: Labels, onEnd: () -> Unit) = Row(Modifier.fillMaxWidth(), verticalAlignment = Alignment.CenterVertically) {
    IconButton(Icons.close, labels.voiceForget, color = Theme.colors.muted, onClick = recording::forget)
    Icon(Icons.microphone, null, Modifier.size(inLine(20.dp)), tint = Theme.colors.rose)
    Text(clock(recording.millis ?: 0), Modifier.weight(1f).padding(start = Space.one), style = Theme.type.body)
    IconButton(Icons.stop, labels.voiceEnd, color = Theme.colors.fjord, onClick = onEnd)
}

/** As clocks show it. */
internal fun clock(millis: Long): String = (millis / 1000).let { "${it / 60}:${(it % 60).toString().padStart(2, '0')}" }
