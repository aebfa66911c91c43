// One real server in a process of its own, on a free port, its data in a folder of its own. Refuses to outlive its owner.
// Opened by the tests that tell a story over the real core, and by the demo.
package dk.samtale.town

import java.io.File
import java.security.KeyStore
import java.security.cert.CertificateFactory
import java.util.concurrent.TimeUnit
import javax.net.ssl.SSLContext
import javax.net.ssl.TrustManagerFactory
import kotlin.concurrent.thread

/** With a host in `calls`, phones that sleep may be called there. */
class Town(private val server: File, val folder: File, calls: String? = null) : AutoCloseable {
    private val data = File(folder, "server").apply { mkdirs() }
    private var process: Process
    private val last = Thread(::end)

    init {
        File(data, "home.txt").delete()
        Runtime.getRuntime().addShutdownHook(last)
        process = run()
        // Who calls anybody needs roots to trust, and not every machine has some: its own certificate, which is there by now.
        if (calls != null) {
            end()
            process = run("--push-host", calls)
        }
    }

    private fun run(vararg more: String): Process {
        val builder = ProcessBuilder(server.path, "--data", data.path, "--listen", "127.0.0.1:0", *more)
        builder.environment()["SSL_CERT_FILE"] = File(data, "tls/cert.pem").path
        val process = builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start()
        val log = process.errorStream.bufferedReader()
        val said = generateSequence(log::readLine).onEach { File(folder, "server.log").appendText("$it\n") }
        // "listening" comes after the link was written; the rest of the log is drained, so that the server never waits for us.
        val ready = said.any { "listening" in it }
        if (!ready) error("The server does not run; see ${File(folder, "server.log")}")
        thread(isDaemon = true) { runCatching { log.forEachLine { File(folder, "server.log").appendText("$it\n") } } }
        return process
    }

    /** The link with which employees enrol. */
    val staffLink: String = File(data, "home.txt").readText().trim()

    /** Whether the server was told of a place where it is to call somebody. */
    fun wasTold(place: String): Boolean = data.listFiles().orEmpty().filter { it.name.startsWith("samtale.db") }.any { place in it.readText(Charsets.ISO_8859_1) }

    /** Somebody's browser: trusts this town's certificate and no other. */
    val browser: Browser by lazy { Browser(trusting(File(data, "tls/cert.pem"))) }

    /** A folder for somebody's device. */
    fun device(name: String): String = File(folder, name).apply { mkdirs() }.path

    override fun close() {
        end()
        runCatching { Runtime.getRuntime().removeShutdownHook(last) }
    }

    private fun end() {
        process.destroy()
        if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly()
    }
}

fun trusting(certificate: File): SSLContext {
    val known = certificate.inputStream().use { CertificateFactory.getInstance("X.509").generateCertificate(it) }
    val store = KeyStore.getInstance(KeyStore.getDefaultType()).apply { load(null); setCertificateEntry("town", known) }
    val trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm()).apply { init(store) }
    return SSLContext.getInstance("TLS").apply { init(null, trust.trustManagers, null) }
}
