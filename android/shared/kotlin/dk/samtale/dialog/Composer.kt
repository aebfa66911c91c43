// Where one writes: text that grows to five lines, a photo with words for it, send. Refuses to lose what was written.
// The foot of DialogScreen. Ctrl-Enter and Cmd-Enter send.
package dk.samtale.dialog

import androidx.compose.foundation.Image
import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.Spacer
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.width
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.foundation.text.BasicTextField
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.Icon
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.SolidColor
import androidx.compose.ui.input.key.Key
import androidx.compose.ui.input.key.KeyEvent
import androidx.compose.ui.input.key.KeyEventType
import androidx.compose.ui.input.key.isCtrlPressed
import androidx.compose.ui.input.key.isMetaPressed
import androidx.compose.ui.input.key.key
import androidx.compose.ui.input.key.onPreviewKeyEvent
import androidx.compose.ui.input.key.type
import androidx.compose.ui.layout.ContentScale
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.input.KeyboardCapitalization
import androidx.compose.ui.text.style.TextOverflow
import androidx.compose.ui.unit.dp
import dk.samtale.core.EditView
import dk.samtale.core.Labels
import dk.samtale.core.PostDraft
import dk.samtale.core.StepUpView
import dk.samtale.parts.IconButton
import dk.samtale.parts.Icons
import dk.samtale.parts.MainButton
import dk.samtale.parts.decode
import dk.samtale.parts.inLine
import dk.samtale.parts.largeText
import dk.samtale.theme.Corner
import dk.samtale.theme.Space
import dk.samtale.theme.Theme
import dk.samtale.voice.Recording
import kotlinx.coroutines.launch

/** Takes a post from the composer; false when it could not be taken, so that the words stay. */
typealias Send = suspend (post: PostDraft, edits: EditView?) -> Boolean

@Composable
fun Composer(draft: Draft, hint: String, labels: Labels, onAttach: () -> Unit, recording: Recording? = null, send: Send) {
    val colors = Theme.colors
    val scope = rememberCoroutineScope()
    val go: () -> Unit = { scope.launch { draft.send(send) } }
    Column(
        Modifier
            .fillMaxWidth()
            .padding(horizontal = Space.one, vertical = Space.one)
            .background(colors.surface, Corner.field)
            .border(1.dp, colors.outline.copy(alpha = if (colors.outlined) 1f else 0.55f), Corner.field)
            .onPreviewKeyEvent { event -> event.sends().also { if (it) go() } },
    ) {
        Pointed(draft, labels)
        draft.photo?.let { Chosen(it, draft, labels) }
        draft.file?.let { ChosenFile(it, draft, labels) }
        if (recording?.runs == true) {
            LaunchedEffect(recording) {
                recording.follow()
                // Ten minutes are over; what was ended or forgotten before is nothing here.
                recording.end()?.let(draft::attach)
            }
            Records(recording, labels) { scope.launch { recording.end()?.let(draft::attach) } }
        } else Row(verticalAlignment = Alignment.Bottom) {
            if (draft.edits == null) IconButton(Icons.plus, labels.attach, color = colors.fjord, onClick = onAttach)
            else Spacer(Modifier.width(Space.side))
            Written(
                draft.text, { draft.text = it }, hint,
                Modifier.weight(1f),
                lines = 5,
            )
            if (recording != null && draft.empty) IconButton(Icons.microphone, labels.voiceRecord, color = colors.fjord) { scope.launch { recording.begin() } }
            else SendButton(labels.send, draft.ready, go)
        }
    }
}

/** What has to come first: one more login, with the way there where it is this person's. */
@Composable
fun OnceMore(view: StepUpView, onLogin: () -> Unit) = Column(
    Modifier.fillMaxWidth().padding(Space.side),
    Arrangement.spacedBy(Space.two),
    Alignment.CenterHorizontally,
) {
    Row(Modifier.widthIn(max = Space.column), Arrangement.spacedBy(Space.one)) {
        Icon(Icons.lock, null, Modifier.padding(top = inLine(1.dp)).size(inLine(18.dp)), tint = Theme.colors.moss)
        Text(view.sentence, style = Theme.type.note, color = Theme.colors.ink)
    }
    view.button?.let { MainButton(it, Modifier.widthIn(max = Space.column).fillMaxWidth(), onClick = onLogin) }
}

/** In place of the composer where this person may not write: why, and what proves it. */
@Composable
fun Silent(why: String, evidence: String?, copy: String, onCopy: (text: String) -> Unit) = Column(
    Modifier.fillMaxWidth().verticalScroll(rememberScrollState()).padding(Space.side),
    Arrangement.spacedBy(Space.two),
    Alignment.CenterHorizontally,
) {
    Row(Modifier.widthIn(max = Space.column), Arrangement.spacedBy(Space.one)) {
        Icon(Icons.lock, null, Modifier.padding(top = inLine(1.dp)).size(inLine(18.dp)), tint = Theme.colors.muted)
        Text(why, style = Theme.type.note, color = Theme.colors.muted)
    }
    if (evidence != null) MainButton(copy, Modifier.widthIn(max = Space.column).fillMaxWidth()) { onCopy(evidence) }
}

@Composable
private fun Written(value: String, onValue: (String) -> Unit, hint: String, modifier: Modifier, lines: Int) {
    val colors = Theme.colors
    BasicTextField(
        value,
        onValue,
        modifier.semantics { contentDescription = hint },
        textStyle = Theme.type.body.copy(color = colors.ink),
        maxLines = lines,
        cursorBrush = SolidColor(colors.fjord),
        keyboardOptions = KeyboardOptions(KeyboardCapitalization.Sentences),
        decorationBox = { inner ->
            Box(Modifier.heightIn(min = Space.touch).padding(vertical = Space.two), Alignment.CenterStart) {
                if (value.isEmpty()) {
                    Text(hint, Modifier.clearAndSetSemantics {}, style = Theme.type.body, color = colors.muted, maxLines = if (largeText()) 3 else 1, overflow = TextOverflow.Ellipsis)
                }
                inner()
            }
        },
    )
}

@Composable
private fun SendButton(words: String, ready: Boolean, onClick: () -> Unit) {
    val colors = Theme.colors
    Box(
        Modifier
            .size(Space.touch)
            .clip(CircleShape)
            .clickable(enabled = ready, onClickLabel = words, role = Role.Button, onClick = onClick)
            .padding(Space.half)
            .background(if (ready) colors.own.ground else colors.sand.ground, CircleShape),
        contentAlignment = Alignment.Center,
    ) { Icon(Icons.send, words, Modifier.padding(start = 2.dp).size(22.dp), tint = if (ready) colors.own.ink else colors.muted) }
}

/** The chosen photo, what it shows, and the way to take it away again. */
@Composable
private fun Chosen(photo: ByteArray, draft: Draft, labels: Labels) {
    val colors = Theme.colors
    val picture = remember(photo) { decode(photo) }
    Row(Modifier.padding(start = Space.two, top = Space.two), Arrangement.spacedBy(Space.two), Alignment.Top) {
        Box(Modifier.size(84.dp).clip(Corner.photo).background(colors.sand.ground), Alignment.Center) {
            if (picture == null) Icon(Icons.photo, null, Modifier.size(28.dp), tint = colors.muted)
            else Image(picture, null, Modifier.fillMaxSize(), contentScale = ContentScale.Crop)
        }
        Written(draft.alt, { draft.alt = it }, labels.describePhoto, Modifier.weight(1f), lines = 3)
        IconButton(Icons.close, labels.removePhoto, color = colors.muted) {
            draft.photo = null
            draft.alt = ""
        }
    }
}

private fun KeyEvent.sends() =
    type == KeyEventType.KeyDown && (key == Key.Enter || key == Key.NumPadEnter) && (isCtrlPressed || isMetaPressed)
