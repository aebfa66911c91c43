// What is looked for and what was found, as it stands now. Refuses to look for what nobody asks for any more: the latest
// words count. Followed by SearchPane for as long as it is shown.
package dk.samtale.app

import androidx.compose.runtime.Stable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.runtime.snapshotFlow
import dk.samtale.core.Language
import dk.samtale.core.SearchView
import dk.samtale.core.Session
import kotlinx.coroutines.flow.collectLatest

@Stable
class SearchModel(private val session: Session, language: Language) {
    val trying = Trying(language)
    var query by mutableStateOf("")
        private set
    var found by mutableStateOf<SearchView?>(null)
        private set
    private var pages by mutableStateOf(1u)

    /** Looks whenever the words have changed, or more is wanted. */
    suspend fun follow() = snapshotFlow { query to pages }.collectLatest { (words, pages) ->
        trying.told { found = session.search(words, pages) }
    }

    fun lookFor(words: String) {
        query = words
        pages = 1u
    }

    fun more() {
        pages++
    }
}
