// Looking for words in all dialogs: a field, and below it what was found, newest first. Refuses to find anything itself.
// Shown by SearchPane, in place of the list.
package dk.samtale.search

import androidx.compose.foundation.background
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.items
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.remember
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.focus.FocusRequester
import androidx.compose.ui.focus.focusRequester
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.onClick
import androidx.compose.ui.semantics.role
import androidx.compose.ui.text.SpanStyle
import androidx.compose.ui.text.buildAnnotatedString
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.text.style.TextOverflow
import androidx.compose.ui.text.withStyle
import androidx.compose.ui.unit.dp
import dk.samtale.core.Labels
import dk.samtale.core.ProblemView
import dk.samtale.core.SearchRow
import dk.samtale.core.SearchView
import dk.samtale.parts.Avatar
import dk.samtale.parts.Field
import dk.samtale.parts.IconButton
import dk.samtale.parts.Icons
import dk.samtale.parts.ProblemNotice
import dk.samtale.parts.QuietButton
import dk.samtale.parts.largeText
import dk.samtale.theme.Corner
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

/** What can be done while looking for something. */
class SearchActions(val onBack: () -> Unit, val onQuery: (words: String) -> Unit, val onOpen: (SearchRow) -> Unit, val onMore: () -> Unit)

@Composable
fun SearchScreen(query: String, found: SearchView?, labels: Labels, actions: SearchActions, problem: ProblemView? = null) =
    Column(Modifier.fillMaxSize().background(Theme.colors.paper)) {
        val field = remember { FocusRequester() }
        LaunchedEffect(field) { field.requestFocus() }
        Row(Modifier.fillMaxWidth().padding(start = Space.half, end = Space.side, bottom = Space.one), verticalAlignment = Alignment.Bottom) {
            IconButton(Icons.back, labels.back, onClick = actions.onBack)
            Field(labels.searchField, query, actions.onQuery, Modifier.weight(1f).padding(top = Space.one).focusRequester(field), last = true)
        }
        problem?.let { ProblemNotice(it, labels.retry, Modifier.padding(horizontal = Space.side, vertical = Space.half)) }
        found?.notice?.let { Text(it, Modifier.padding(horizontal = Space.side, vertical = Space.two), style = Theme.type.body, color = Theme.colors.muted) }
        LazyColumn(Modifier.weight(1f), contentPadding = PaddingValues(bottom = Space.wide)) {
            items(found?.rows.orEmpty(), { "${it.dialog} ${it.post}" }) { row -> Found(row) { actions.onOpen(row) } }
            if (found?.more == true) item("more") {
                Box(Modifier.fillMaxWidth(), Alignment.Center) { QuietButton(labels.searchMore, onClick = actions.onMore) }
            }
        }
    }

/** A post that was found: whose dialog, when, and the words around the hit. A screen reader hears it as one sentence. */
@Composable
private fun Found(row: SearchRow, onOpen: () -> Unit) = Row(
    Modifier
        .fillMaxWidth()
        .padding(horizontal = Space.half)
        .clip(Corner.card)
        .clickable(role = Role.Button, onClick = onOpen)
        .clearAndSetSemantics {
            contentDescription = row.spoken
            role = Role.Button
            onClick { onOpen().let { true } }
        }
        .heightIn(min = 68.dp)
        .padding(horizontal = Space.two, vertical = Space.one),
    Arrangement.spacedBy(Space.two),
    Alignment.CenterVertically,
) {
    val colors = Theme.colors
    if (!largeText()) Avatar(row.initials, row.tone, size = 40.dp)
    Column(Modifier.weight(1f)) {
        Row(horizontalArrangement = Arrangement.spacedBy(Space.one)) {
            Text(row.name, Modifier.weight(1f), style = Theme.type.name, maxLines = if (largeText()) 3 else 1, overflow = TextOverflow.Ellipsis)
            Text(row.time, style = Theme.type.time, color = colors.muted)
        }
        val words = buildAnnotatedString {
            append(row.before)
            withStyle(SpanStyle(color = colors.ink, fontWeight = FontWeight.Bold)) { append(row.hit) }
            append(row.after)
        }
        Text(words, style = Theme.type.note, color = colors.muted)
    }
}
