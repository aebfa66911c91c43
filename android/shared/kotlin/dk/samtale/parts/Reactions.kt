// What people reacted with, a chip each under the bubble, and what one could react with, in its sheet.
// Refuses a target under 48 dp: a chip is drawn smaller than it is touched.
package dk.samtale.parts

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.defaultMinSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.onClick
import androidx.compose.ui.semantics.role
import androidx.compose.ui.semantics.selected
import androidx.compose.ui.unit.dp
import dk.samtale.core.ReactionView
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

@Composable
fun Chips(reactions: List<ReactionView>, modifier: Modifier, onReact: (token: String) -> Unit) = FlowRow(modifier, Arrangement.spacedBy(Space.half)) {
    for (reaction in reactions) Touched(reaction, onReact) {
        val tone = if (reaction.own) Theme.colors.own else Theme.colors.sand
        Row(
            Modifier
                .background(if (reaction.own) Theme.colors.surface else tone.ground, CircleShape)
                .border(1.5.dp, if (reaction.own) Theme.colors.fjord else Theme.colors.hairline, CircleShape)
                .padding(horizontal = 10.dp, vertical = 3.dp),
            Arrangement.spacedBy(Space.half),
            Alignment.CenterVertically,
        ) {
            Text(reaction.emoji, style = Theme.type.note)
            if (reaction.count.isNotEmpty()) Text(reaction.count, style = Theme.type.label, color = if (reaction.own) Theme.colors.fjord else Theme.colors.muted)
        }
    }
}

/** The few that are offered; the one that is there already can be taken back. */
@Composable
fun Choices(choices: List<ReactionView>, modifier: Modifier = Modifier, onReact: (token: String) -> Unit) = FlowRow(modifier.fillMaxWidth(), Arrangement.SpaceBetween) {
    for (choice in choices) Touched(choice, onReact) {
        Box(
            Modifier.background(if (choice.own) Theme.colors.sand.ground else Theme.colors.surface, CircleShape).padding(Space.one),
            Alignment.Center,
        ) { Text(choice.emoji, style = Theme.type.title) }
    }
}

@Composable
private fun Touched(reaction: ReactionView, onReact: (token: String) -> Unit, drawn: @Composable () -> Unit) {
    val token = reaction.react
    val press = { if (token != null) onReact(token) }
    Box(
        Modifier
            .defaultMinSize(Space.touch, Space.touch)
            .clip(CircleShape)
            .then(if (token == null) Modifier else Modifier.clickable(onClick = press))
            .clearAndSetSemantics {
                contentDescription = reaction.spoken
                selected = reaction.own
                if (token == null) return@clearAndSetSemantics
                role = Role.Button
                onClick { press().let { true } }
            },
        Alignment.Center,
    ) { drawn() }
}
