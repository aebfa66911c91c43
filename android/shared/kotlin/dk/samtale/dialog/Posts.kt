// What was said, newest at the bottom, as a list that only draws what is in view. Refuses to jump while one reads
// further up: new posts then wait behind a pill. The middle of DialogScreen.
package dk.samtale.dialog

import androidx.compose.foundation.background
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.BoxWithConstraints
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.rememberLazyListState
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.material3.Icon
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.SideEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableIntStateOf
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.Dp
import androidx.compose.ui.unit.coerceAtMost
import androidx.compose.ui.unit.dp
import dk.samtale.core.DialogView
import dk.samtale.core.FoldView
import dk.samtale.core.ItemView
import dk.samtale.core.Labels
import dk.samtale.invite.InvitationCard
import dk.samtale.parts.Bubble
import dk.samtale.parts.BubbleRoom
import dk.samtale.parts.ConsentCard
import dk.samtale.parts.Icons
import dk.samtale.parts.QuietButton
import dk.samtale.parts.inLine
import dk.samtale.theme.Space
import dk.samtale.theme.Theme
import kotlinx.coroutines.launch

@Composable
fun Posts(
    view: DialogView, labels: Labels, actions: DialogActions, screen: Dp, modifier: Modifier,
    sought: String? = null, onFound: () -> Unit = {}, goes: String? = null, onGone: () -> Unit = {},
) = BoxWithConstraints(modifier) {
    val list = rememberLazyListState()
    val scope = rememberCoroutineScope()
    val rows = remember(view.items) { keyed(view.items).asReversed() }
    var seen by remember(view.dialog) { mutableStateOf(rows.firstOrNull()?.key) }
    var waiting by remember(view.dialog) { mutableIntStateOf(0) }
    val atEnd = list.firstVisibleItemIndex == 0

    SideEffect {
        val newest = rows.firstOrNull()
        if (newest?.key != seen) {
            val fresh = rows.takeWhile { it.key != seen }
            if (atEnd || fresh.any { it.own }) list.requestScrollToItem(0) else waiting += fresh.count { it.item is ItemView.Bubble }
            seen = newest?.key
        }
        if (atEnd) waiting = 0
    }

    // A post that was looked for is shown as soon as it is among them.
    val place = if (sought == null) -1 else rows.indexOfFirst { it.key == sought }
    LaunchedEffect(sought, place >= 0) {
        if (place >= 0) {
            list.scrollToItem(place)
            onFound()
        }
    }

    // A touch on a quote; what is not loaded is not gone to.
    LaunchedEffect(goes) {
        val at = rows.indexOfFirst { it.key == goes }
        if (goes != null && at >= 0) list.animateScrollToItem(at)
        if (goes != null) onGone()
    }

    val wide = maxWidth - Space.side * 2
    val share = if (LocalDensity.current.fontScale >= 1.8f) 1f else 0.78f
    val faces = view.members.size > 2
    val room = BubbleRoom(
        maxWidth = (wide * share).coerceAtMost(Space.column).coerceAtMost(if (faces) wide - 40.dp else wide),
        maxPhoto = screen * 0.6f,
        faces = faces,
    )
    LazyColumn(
        Modifier.fillMaxSize(),
        list,
        PaddingValues(start = Space.side, end = Space.side, top = Space.one, bottom = Space.one),
        reverseLayout = true,
    ) {
        items(rows.size, { rows[it].key }, { rows[it].item::class }) { Item(rows[it].item, room, labels, actions) }
        if (view.earlier) item("earlier") {
            Box(Modifier.fillMaxWidth(), Alignment.Center) { QuietButton(labels.earlier, onClick = actions.onEarlier) }
        }
    }
    if (waiting > 0) Pill("$waiting · ${labels.newer}", Modifier.align(Alignment.BottomCenter)) { scope.launch { list.animateScrollToItem(0) } }
}

@Composable
private fun Item(item: ItemView, room: BubbleRoom, labels: Labels, actions: DialogActions) = when (item) {
    is ItemView.Day -> Day(item.label)
    is ItemView.Notice -> Told(item.text)
    is ItemView.Bubble -> Bubble(item.bubble, room, labels, actions)
    is ItemView.Folded -> Folded(item.fold, actions.onChoose)
    is ItemView.Consent -> Box(Modifier.fillMaxWidth().padding(vertical = Space.two), Alignment.Center) {
        ConsentCard(item.card, { actions.onAnswer(item.card.proposal, it) }, { actions.onMore(item.card.proposal) }, actions.onAsk)
    }
    is ItemView.Invitation -> Box(Modifier.fillMaxWidth().padding(vertical = Space.two), Alignment.Center) {
        InvitationCard(item.card, labels, actions.onCopy, actions.onPrint, actions.onAsk)
    }
}

@Composable
private fun Day(label: String) = Row(
    Modifier.fillMaxWidth().padding(top = Space.side, bottom = Space.half),
    Arrangement.spacedBy(Space.two),
    Alignment.CenterVertically,
) {
    val rule = Modifier.weight(1f).height(1.dp).background(Theme.colors.hairline)
    Box(rule)
    Text(label, Modifier.semantics { heading() }, style = Theme.type.label, color = Theme.colors.muted)
    Box(rule)
}

/** Who did what: a quiet line of its own. */
@Composable
private fun Told(text: String) = Box(Modifier.fillMaxWidth().padding(vertical = 10.dp), Alignment.Center) {
    Text(text, Modifier.widthIn(max = 320.dp), style = Theme.type.label, color = Theme.colors.muted, textAlign = TextAlign.Center)
}

/** Posts by somebody who is blocked: how many, and what can be done about it. */
@Composable
private fun Folded(fold: FoldView, onChoose: (choice: String) -> Unit) = Column(Modifier.fillMaxWidth().padding(vertical = Space.half), horizontalAlignment = Alignment.CenterHorizontally) {
    Text(fold.text, Modifier.widthIn(max = 320.dp), style = Theme.type.label, color = Theme.colors.muted, textAlign = TextAlign.Center)
    FlowRow(horizontalArrangement = Arrangement.Center) { for (choice in fold.choices) QuietButton(choice.label) { onChoose(choice.choice) } }
}

@Composable
private fun Pill(words: String, modifier: Modifier, onClick: () -> Unit) = Row(
    modifier
        .padding(bottom = Space.one)
        .clip(CircleShape)
        .background(Theme.colors.own.ground)
        .clickable(role = Role.Button, onClick = onClick)
        .heightIn(min = Space.touch)
        .padding(horizontal = Space.side),
    Arrangement.spacedBy(6.dp),
    Alignment.CenterVertically,
) {
    Text(words, style = Theme.type.name, color = Theme.colors.own.ink)
    Icon(Icons.down, null, Modifier.size(inLine(18.dp)), tint = Theme.colors.own.ink)
}

private class Line(val key: String, val item: ItemView) {
    val own get() = item is ItemView.Bubble && item.bubble.own
}

/** Gives every item a key that stays when older ones come: a post's own id, or its place after the post before. */
private fun keyed(items: List<ItemView>): List<Line> {
    var before = ""
    var place = 0
    return items.map { item ->
        if (item is ItemView.Bubble) {
            before = item.bubble.id
            place = 0
            Line(before, item)
        } else Line("$before/${place++}", item)
    }
}
