// The question before something is done: what it means, and two buttons of one size, the one that does nothing first.
// Refuses to do anything by itself; taking the sheet away is a no. Opened by DialogPane.
package dk.samtale.dialog

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import dk.samtale.core.ActView
import dk.samtale.core.Labels
import dk.samtale.parts.EvenButton
import dk.samtale.parts.EvenPair
import dk.samtale.parts.Sheet
import dk.samtale.theme.Space
import dk.samtale.theme.Theme
import dk.samtale.theme.Tone

@Composable
fun ActSheet(act: ActView, labels: Labels, onYes: () -> Unit, onNo: () -> Unit) {
    val colors = Theme.colors
    Sheet(act.heading, labels.close, onNo) {
        Text(act.sentence, style = Theme.type.body)
        EvenPair(
            Modifier.fillMaxWidth().padding(top = Space.wide),
            { EvenButton(act.no, it, Tone(colors.surface, colors.fjord), onNo) },
            { EvenButton(act.yes, it, Tone(colors.surface, if (act.grave) colors.rose else colors.fjord), onYes) },
        )
    }
}
