// A post as another one points to it: a bar, who, and its beginning. Refuses words that are not this device's own.
// Stands in a bubble that answers, and above the field while one answers.
package dk.samtale.parts

import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.IntrinsicSize
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxHeight
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.width
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.text.font.FontStyle
import androidx.compose.ui.text.style.TextOverflow
import androidx.compose.ui.unit.dp
import dk.samtale.core.QuoteView
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

@Composable
fun Quote(quote: QuoteView, ink: Color, modifier: Modifier = Modifier) = Row(modifier.height(IntrinsicSize.Min), Arrangement.spacedBy(Space.one)) {
    Box(Modifier.width(3.dp).fillMaxHeight().background(ink.copy(alpha = 0.6f), CircleShape))
    Column {
        if (quote.author.isNotEmpty()) Text(quote.author, style = Theme.type.label, color = ink, maxLines = 1, overflow = TextOverflow.Ellipsis)
        Text(
            quote.text, style = Theme.type.note, color = ink, maxLines = 2, overflow = TextOverflow.Ellipsis,
            fontStyle = if (quote.there) null else FontStyle.Italic,
        )
    }
}
