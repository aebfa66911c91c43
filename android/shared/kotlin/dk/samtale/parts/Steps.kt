// What to do, step by step: a number and a sentence each. Refuses to count on being seen: each step is read as one.
// Shown beside a QR code.
package dk.samtale.parts

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.shape.CircleShape
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import dk.samtale.theme.Space
import dk.samtale.theme.Theme

@Composable
fun Steps(steps: List<String>, modifier: Modifier = Modifier) {
    val colors = Theme.colors
    Column(modifier.fillMaxWidth(), Arrangement.spacedBy(Space.two)) {
        steps.forEachIndexed { place, step ->
            Row(Modifier.fillMaxWidth().semantics(mergeDescendants = true) {}, Arrangement.spacedBy(Space.two)) {
                Box(
                    Modifier
                        .size(inLine(26.dp))
                        .background(colors.sand.ground, CircleShape)
                        .then(if (colors.outlined) Modifier.border(1.dp, colors.outline, CircleShape) else Modifier),
                    Alignment.Center,
                ) { Text("${place + 1}", style = Theme.type.label, color = colors.sand.ink) }
                Text(step, Modifier.weight(1f).padding(top = 1.dp), style = Theme.type.body)
            }
        }
    }
}
