// An invitation that is ready: the text to hand over, the link as a picture, until when it can be used, a letter.
// Refuses to send it: the caseworker does. The end of InviteScreen and of BringScreen, and in an InvitationCard.
package dk.samtale.invite

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.text.selection.SelectionContainer
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import dk.samtale.core.InvitationView
import dk.samtale.core.Labels
import dk.samtale.parts.Icons
import dk.samtale.parts.Qr
import dk.samtale.parts.QuietButton
import dk.samtale.parts.Until
import dk.samtale.theme.Corner
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

@Composable
fun Ready(invitation: InvitationView, labels: Labels, onPrint: (invitation: String) -> Unit) {
    Text(labels.inviteHelp, style = Theme.type.body, color = Theme.colors.muted)
    HandOver(invitation, labels, onPrint)
}

/** The same without saying what to do. */
@Composable
fun HandOver(invitation: InvitationView, labels: Labels, onPrint: (invitation: String) -> Unit) = Column(Modifier.fillMaxWidth().padding(top = Space.side)) {
    val colors = Theme.colors
    // A code that is only shown has no text.
    val sent = invitation.text.isNotEmpty()
    if (sent) SelectionContainer {
        Text(
            invitation.text,
            Modifier.fillMaxWidth().background(colors.surface, Corner.card).border(1.dp, if (colors.outlined) colors.outline else colors.hairline, Corner.card).padding(Space.side),
            style = Theme.type.body,
        )
    }
    invitation.qr?.let { Qr(it, labels.qr, Modifier.padding(top = Space.side).align(Alignment.CenterHorizontally)) }
    Until(invitation.until, Modifier.padding(top = Space.two))
    if (sent && invitation.qr != null) QuietButton(labels.invitePrint, Modifier.padding(top = Space.half), Icons.file) { onPrint(invitation.invitation) }
}
