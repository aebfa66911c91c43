// Two buttons that weigh the same: side by side, or in large text one below the other. Refuses one that is larger.
// Yes and no on a consent, no and yes before an act.
package dk.samtale.parts

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.IntrinsicSize
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxHeight
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import dk.samtale.theme.Space

@Composable
fun EvenPair(modifier: Modifier, first: @Composable (Modifier) -> Unit, second: @Composable (Modifier) -> Unit) {
    if (largeText()) {
        Column(modifier, Arrangement.spacedBy(Space.one)) {
            first(Modifier.fillMaxWidth())
            second(Modifier.fillMaxWidth())
        }
    } else {
        Row(modifier.height(IntrinsicSize.Min), Arrangement.spacedBy(Space.two)) {
            first(Modifier.weight(1f).fillMaxHeight())
            second(Modifier.weight(1f).fillMaxHeight())
        }
    }
}
