// What is shown when the app cannot start on this device at all: the problem, in words. Refuses to pretend otherwise.
// Shown by the app's entry in place of App.
package dk.samtale.onboarding

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import dk.samtale.core.ProblemView
import dk.samtale.parts.Mark
import dk.samtale.parts.Page
import dk.samtale.parts.ProblemNotice
import dk.samtale.theme.Space

@Composable
fun StoppedScreen(problem: ProblemView) = Page(foot = {}) {
    Column(Modifier.fillMaxWidth().padding(top = 120.dp), Arrangement.spacedBy(Space.wide), Alignment.CenterHorizontally) {
        Mark(Modifier.size(88.dp))
        ProblemNotice(problem, retry = "")
    }
}
