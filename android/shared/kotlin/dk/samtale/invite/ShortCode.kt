// The short code of an invitation, to be read out on the telephone: the address, the code, until when, and that the link is safer.
// Refuses to be taken for the better way: it stands below the link. In an InvitationCard.
package dk.samtale.invite

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.text.selection.SelectionContainer
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import dk.samtale.core.ShortCodeView
import dk.samtale.parts.Until
import dk.samtale.theme.Corner
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

@Composable
fun ShortCode(view: ShortCodeView) = Column(Modifier.fillMaxWidth().padding(top = Space.side)) {
    val colors = Theme.colors
    Text(view.sentence, style = Theme.type.body, color = colors.sand.ink)
    SelectionContainer(Modifier.padding(top = Space.one)) {
        Column(Modifier.fillMaxWidth().background(colors.surface, Corner.card).border(1.dp, if (colors.outlined) colors.outline else colors.hairline, Corner.card).padding(Space.side)) {
            Text(view.address, style = Theme.type.body)
            Text(view.code, Modifier.padding(top = Space.one).semantics { contentDescription = view.spoken }, style = Theme.type.digits)
        }
    }
    Until(view.until, Modifier.padding(top = Space.two, bottom = Space.one))
}
