// An invitation that is ready: the text to hand over, until when it can be used, and what to do with it.
// Refuses to send it: the caseworker does. The end of InviteScreen and of BringScreen.
package dk.samtale.invite

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.text.selection.SelectionContainer
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import dk.samtale.core.InvitationView
import dk.samtale.core.Labels
import dk.samtale.parts.Until
import dk.samtale.theme.Corner
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

@Composable
fun Ready(invitation: InvitationView, labels: Labels) {
    val colors = Theme.colors
    Text(labels.inviteHelp, style = Theme.type.body, color = colors.muted)
    SelectionContainer(Modifier.padding(top = Space.side)) {
        Text(
            invitation.text,
            Modifier.fillMaxWidth().background(colors.surface, Corner.card).border(1.dp, if (colors.outlined) colors.outline else colors.hairline, Corner.card).padding(Space.side),
            style = Theme.type.body,
        )
    }
    Until(invitation.until, Modifier.padding(top = Space.two))
}
