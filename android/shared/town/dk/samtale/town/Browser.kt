// A browser that fills in the login page and stops where the app would be opened. Refuses other pages than the development login's.
// Called in place of a person with a browser, by tests and the demo.
package dk.samtale.town

import java.net.URI
import java.net.URLEncoder
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import java.time.Duration
import javax.net.ssl.SSLContext

class Browser(trust: SSLContext) {
    private val client = HttpClient.newBuilder().sslContext(trust).connectTimeout(Duration.ofSeconds(20)).build()

    /** Logs in as `name` (staff also have a `unit`); gives back where the browser was sent. */
    fun logIn(page: String, name: String, unit: String = ""): String {
        val form = hiddenFields(client.send(ask(page).build(), HttpResponse.BodyHandlers.ofString()).body()) + mapOf("name" to name, "unit" to unit)
        val body = form.entries.joinToString("&") { (key, value) -> "$key=${URLEncoder.encode(value, Charsets.UTF_8)}" }
        val post = ask(URI(page).resolve("login").toString())
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body))
        val answer = client.send(post.build(), HttpResponse.BodyHandlers.ofString())
        return answer.headers().firstValue("Location").orElseThrow { IllegalStateException("The login answered ${answer.statusCode()}: ${answer.body()}") }
    }

    private fun ask(page: String) = HttpRequest.newBuilder(URI(page)).timeout(Duration.ofSeconds(30))
}

private val hidden = Regex("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\"")

private fun hiddenFields(page: String): Map<String, String> =
    hidden.findAll(page).associate { it.groupValues[1] to it.groupValues[2].replace("&amp;", "&") }
