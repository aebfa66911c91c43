// The search with its model: follows it while shown. Refuses to be closed by opening what it found: one comes back to it.
// Shown by Inside in place of the list.
package dk.samtale.app

import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import dk.samtale.core.Labels
import dk.samtale.core.SearchRow
import dk.samtale.search.SearchActions
import dk.samtale.search.SearchScreen

@Composable
fun SearchPane(model: SearchModel, labels: Labels, outside: Outside, onOpen: (SearchRow) -> Unit, onBack: () -> Unit) {
    LaunchedEffect(model) { model.follow() }
    outside.onBack(onBack)
    SearchScreen(model.query, model.found, labels, SearchActions(onBack, model::lookFor, onOpen, model::more), problem = model.trying.problem)
}
