// A link for one more device and its QR code, as the core would give them; the picture says the same as the words.
// Refuses to be used: the link leads nowhere. Drawn by the tests of both apps.
package dk.samtale

import dk.samtale.core.QrView
import java.util.Base64

const val sampleLink = "https://samtale.fjordby.example/d#" +
    "pU3KGCUwux1tEyze1iN7LtkeP3IfyxlxF0SU1kk8nVw0YL4xIB5p_tqg7ui5mX9cfCmZ_a_lkyU81lSvTfrXFCegrrP-6SMvivIhH57kkcWxC-y1Vjv8Hm-" +
    "TQn7LyP4pVeXNjkbcjtS3wnZNKlpNdncG-F2GkAJK1r2jQBvpyMvMyTX2zR9hImrhUziuGjQATTO6DSRqwEyBsbryPjv57vX3nytJNK-H"

val sampleQr: QrView by lazy {
    val bits = Base64.getDecoder().decode(packed)
    QrView(65u, ByteArray(4225) { (bits[it / 8].toInt() shr (7 - it % 8) and 1).toByte() })
}

private const val packed =
    "/t3Sq5ERET/BNEgFDMzMUG67Yuox8B+rt0xBAwJmCmXboZ/T/ysiiuwUeoJxNR0RB/qqqqqqqqr+AJoHDEuYiQCjT+Xr6orpkpgYS1umZGYlc8XrXPK+Xni5Hm1PuYsGGrUg1nKsqO7m" +
    "02XV7qZgLqoWym+OBHQrik/Cd1vKG9lpm08jLiyMuO2JtCWB2CqCpqTu2zxqNQY+mTsXzWwl8ftOvHy0Io7e7uTVRfhrkqqqIqc4M8F71OK86hsrckMRdboy8lwcsY7YiDm+MAkKquRo" +
    "oYSwvVE0SFcUK629Sx8RkYmFevzzisrKpNzhVDn+omriEf7Mq0+iPvvv0f4CNGIiIxrawDXiu7u+q6RUxTsYiIhH6/F0If7u7767JLs2j36O9ZziE4jUqKqThORiHIpKwkSxmoptxvJy" +
    "VJsT0o3Zs/C6WHNlrzZu+rshMJTtWKhmpqsdrjG5OGdibruo7Oq56/VelqL5hz6pm7WHp10Kjuomp6CbyHWUymGb2ul/A19EobtYWgris0rMz/d6kr5JpubmiVSuWEhqbnstvZFIfw9b" +
    "c3yHbuNeK8y7/4Epi4AZKiYvjNv8PELTLxDnI3g1JQUDf4prdHVX6qqb/oBL1zMeKqJF/79vc6+8XaowROSGRRmbkTuiCCS+iO6PndH31z1mYuri6zxWK5eKk28E5BiJDMzMoP6j6kcE" +
    "REQQgA=="
