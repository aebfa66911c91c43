// Where each person of the phone is called when they sleep. Refuses to give one person's place to another: the server would
// see that both have one phone. Kept by OnboardingModel.
package dk.samtale.app

import dk.samtale.core.Problem

/** What registers with a distributor, under a name for each person of the phone (UnifiedPush: the instance). It answers with `placeAt`. */
interface Connector {
    fun register(instance: String)
    fun unregister(instance: String)
}

class Places(private val connector: Connector?) {
    /** Where one is called, or nowhere, as long as the server has not been told. */
    private val untold = mutableMapOf<String, String?>()

    /** Somebody is in: they are to have a place. */
    fun ask(instance: String) {
        connector?.register(instance)
    }

    fun keep(instance: String, endpoint: String?) {
        untold[instance] = endpoint
    }

    /** Tells theirs, unless it was told; what fails is told another time. */
    suspend fun tell(instance: String, word: suspend (String?) -> Unit) {
        if (instance !in untold) return
        val endpoint = untold[instance]
        try {
            word(endpoint)
        } catch (_: Problem) {
            return
        }
        // Another may have come meanwhile.
        if (untold[instance] == endpoint) untold.remove(instance)
    }

    /** Somebody is not in any more; that the server calls them nowhere is the core's. */
    fun forget(instance: String) {
        untold.remove(instance)
        connector?.unregister(instance)
    }
}
