// One dialog: who reads it, what was said, where one writes. Refuses to jump while one reads further up.
// Shown by App, alone on a phone and to the right of the list on a tablet.
package dk.samtale.dialog

import androidx.compose.foundation.background
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.BoxWithConstraints
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material3.Icon
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import dk.samtale.core.Answer
import dk.samtale.core.DialogView
import dk.samtale.core.Labels
import dk.samtale.core.ProblemView
import dk.samtale.parts.Ask
import dk.samtale.parts.Avatar
import dk.samtale.parts.BubbleActions
import dk.samtale.parts.IconButton
import dk.samtale.parts.Icons
import dk.samtale.parts.NameLine
import dk.samtale.parts.Notice
import dk.samtale.parts.PhotoSource
import dk.samtale.parts.ProblemNotice
import dk.samtale.parts.SaidActions
import dk.samtale.parts.inLine
import dk.samtale.parts.largeText
import dk.samtale.theme.Corner
import dk.samtale.theme.Space
import dk.samtale.theme.Theme
import dk.samtale.voice.Recording

/** What can be done in a dialog. `onBack` is null where the list stands beside it. */
class DialogActions(
    val onBack: (() -> Unit)?,
    val onMembers: () -> Unit,
    val onAttach: () -> Unit,
    val send: Send,
    val onAnswer: (proposal: String, answer: Answer) -> Unit,
    val onMore: (proposal: String) -> Unit,
    val onEarlier: () -> Unit,
    val onCopy: (text: String) -> Unit,
    onRetry: (post: String) -> Unit,
    onHold: (post: String) -> Unit,
    onAsk: Ask,
    photo: PhotoSource,
    said: SaidActions = SaidActions(),
    val recording: Recording? = null,
    val onChoose: (choice: String) -> Unit = {},
    val onPrint: (invitation: String) -> Unit = {},
    val onLogin: () -> Unit = {},
) : BubbleActions(photo, onRetry, onHold, onAsk, said)

@Composable
fun DialogScreen(
    view: DialogView,
    labels: Labels,
    draft: Draft,
    actions: DialogActions,
    modifier: Modifier = Modifier,
    problem: ProblemView? = null,
    sought: String? = null,
    onFound: () -> Unit = {},
    goes: String? = null,
    onGone: () -> Unit = {},
) = BoxWithConstraints(modifier.fillMaxSize().background(Theme.colors.paper)) {
    val height = maxHeight
    Column(Modifier.fillMaxSize()) {
        Head(view, labels, actions)
        view.notice?.let { Notice(it, Icons.cloudOff, Modifier.padding(top = Space.half)) }
        Posts(view, labels, actions, height, Modifier.weight(1f).fillMaxWidth(), sought, onFound, goes, onGone)
        view.typing?.let { Typing(it) }
        if (problem != null) ProblemNotice(problem, labels.retry, Modifier.padding(horizontal = Space.side, vertical = Space.half))
        view.stepUp?.let { OnceMore(it, actions.onLogin) }
        if (view.mayWrite) Composer(draft, view.hint, labels, actions.onAttach, actions.recording, actions.send)
        else view.whyNot?.let { Silent(it, view.evidence, labels.evidenceCopy, actions.onCopy) }
    }
}

/** Who is writing now; said aloud once, when nothing else is. */
@Composable
private fun Typing(words: String) = Text(
    words,
    Modifier.fillMaxWidth().padding(horizontal = Space.side, vertical = Space.half).semantics { liveRegion = LiveRegionMode.Polite },
    style = Theme.type.label, color = Theme.colors.muted,
)

/** The name, and below it always who can read this; a touch shows them. */
@Composable
private fun Head(view: DialogView, labels: Labels, actions: DialogActions) {
    val colors = Theme.colors
    Row(Modifier.fillMaxWidth().padding(horizontal = Space.half, vertical = Space.half), verticalAlignment = Alignment.CenterVertically) {
        actions.onBack?.let { IconButton(Icons.back, labels.back, onClick = it) }
        Row(
            Modifier
                .weight(1f)
                .clip(Corner.photo)
                .clickable(onClickLabel = labels.members, role = Role.Button, onClick = actions.onMembers)
                .heightIn(min = 56.dp)
                .padding(start = if (actions.onBack == null) Space.two else Space.half, end = Space.two, top = Space.half, bottom = Space.half),
            Arrangement.spacedBy(Space.two),
            Alignment.CenterVertically,
        ) {
            if (!largeText()) Avatar(view.initials, view.tone, size = 40.dp)
            Column(Modifier.weight(1f)) {
                NameLine(view.name, view.topic, Modifier.semantics { heading() })
                Row(Modifier.padding(top = 1.dp), Arrangement.spacedBy(5.dp)) {
                    Icon(Icons.lock, null, Modifier.padding(top = 1.dp).size(inLine(15.dp)), tint = colors.moss)
                    Text(view.readers, style = Theme.type.label, color = colors.muted)
                }
            }
            Icon(Icons.info, null, Modifier.size(22.dp), tint = colors.muted)
        }
    }
    Box(Modifier.fillMaxWidth().height(1.dp).background(colors.hairline))
}
