import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Fetches the chart libraries that pages embed, at the versions and with the checksums of
 * package-lock.json, into node_modules as npm would lay them out. The build runs it, so that a JDK
 * and Maven suffice; whoever prefers npm runs {@code npm ci --ignore-scripts} here instead, and
 * this program then finds everything in place.
 */
final class FetchPageAssets {
  private static final List<Asset> ASSETS =
      List.of(
          new Asset("vega", "build/vega.min.js"),
          new Asset("vega-lite", "build/vega-lite.min.js"),
          new Asset("vega-embed", "build/vega-embed.min.js"));
  private static final int MAX_TARBALL_BYTES = 32 << 20;
  private static final int MAX_FILE_BYTES = 8 << 20;
  private static final int ATTEMPTS = 3;

  private record Asset(String name, String script) {}

  private record Locked(String version, String integrity) {}

  private FetchPageAssets() {}

  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    try {
      String lock = Files.readString(folder.resolve("package-lock.json"));
      for (Asset asset : ASSETS) {
        provide(folder.resolve("node_modules"), asset, locked(lock, asset.name));
      }
      Files.writeString(folder.resolve("node_modules/.ridgeline-fetched"), "");
    } catch (IOException | InterruptedException failure) {
      System.err.println(failure.getMessage());
      System.exit(1);
    }
  }

  private static Locked locked(String lock, String name) throws IOException {
    Pattern entry =
        Pattern.compile(
            "\"node_modules/"
                + Pattern.quote(name)
                + "\": \\{\\s*\"version\": \"([^\"]+)\",(?:\\s*\"resolved\": \"[^\"]+\",)?"
                + "\\s*\"integrity\": \"sha512-([^\"]+)\"");
    Matcher found = entry.matcher(lock);
    if (!found.find()) {
      throw new IOException("package-lock.json has no version and sha512 for " + name);
    }
    return new Locked(found.group(1), found.group(2));
  }

  private static void provide(Path modules, Asset asset, Locked locked)
      throws IOException, InterruptedException {
    Path home = modules.resolve(asset.name);
    Path manifest = home.resolve("package.json");
    boolean current =
        Files.exists(manifest)
            && Files.readString(manifest).contains("\"version\": \"" + locked.version + "\"")
            && Files.exists(home.resolve(asset.script))
            && Files.exists(home.resolve("LICENSE"));
    if (current) {
      return;
    }
    byte[] tarball = download(asset.name, locked);
    // The manifest comes last: it says that the others are there.
    for (String file : List.of(asset.script, "LICENSE", "package.json")) {
      byte[] content =
          extract(tarball, "package/" + file)
              .orElseThrow(() -> new IOException(asset.name + " " + locked.version + " holds no " + file));
      Path target = home.resolve(file);
      Files.createDirectories(target.getParent());
      Path beside = target.resolveSibling(target.getFileName() + ".part");
      Files.write(beside, content);
      Files.move(beside, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static byte[] download(String name, Locked locked)
      throws IOException, InterruptedException {
    String registry =
        Optional.ofNullable(System.getenv("NPM_CONFIG_REGISTRY"))
            .or(() -> Optional.ofNullable(System.getenv("npm_config_registry")))
            .orElse("https://registry.npmjs.org")
            .replaceFirst("/+$", "");
    URI address = URI.create(registry + "/" + name + "/-/" + name + "-" + locked.version + ".tgz");
    String reason = "";
    try (HttpClient client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(Duration.ofSeconds(20))
            .build()) {
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        try {
          HttpRequest request = HttpRequest.newBuilder(address).timeout(Duration.ofMinutes(2)).build();
          HttpResponse<java.io.InputStream> response =
              client.send(request, HttpResponse.BodyHandlers.ofInputStream());
          try (var body = response.body()) {
            byte[] tarball = body.readNBytes(MAX_TARBALL_BYTES);
            if (response.statusCode() != 200) {
              reason = "HTTP status " + response.statusCode();
            } else if (!sha512(tarball).equals(locked.integrity)) {
              throw new IllegalStateException(
                  address + " does not have the checksum that package-lock.json states; not used");
            } else {
              return tarball;
            }
          }
        } catch (IOException failure) {
          reason = failure.toString();
        }
        Thread.sleep(1000L << attempt);
      }
    } catch (IllegalStateException mismatch) {
      throw new IOException(mismatch.getMessage(), mismatch);
    }
    throw new IOException(
        "cannot fetch %s %s for report pages from %s (%s); set NPM_CONFIG_REGISTRY to a mirror, or run 'npm ci --ignore-scripts' in app/page-assets"
            .formatted(name, locked.version, address, reason));
  }

  private static String sha512(byte[] content) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-512").digest(content));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** One file of a gzipped tar: 512-byte headers, name in bytes 0-99, octal size in 124-135. */
  private static Optional<byte[]> extract(byte[] tarball, String wanted) throws IOException {
    try (var tar = new DataInputStream(new GZIPInputStream(new ByteArrayInputStream(tarball)))) {
      byte[] header = new byte[512];
      while (tar.readNBytes(header, 0, 512) == 512 && header[0] != 0) {
        String name = new String(header, 0, 100, StandardCharsets.UTF_8).split("\0", 2)[0];
        String octal = new String(header, 124, 12, StandardCharsets.US_ASCII).replaceAll("[^0-7]", "");
        long size = Long.parseLong(octal, 8);
        if (name.equals(wanted)) {
          return Optional.of(tar.readNBytes((int) Math.min(size, MAX_FILE_BYTES)));
        }
        tar.skipNBytes((size + 511) / 512 * 512);
      }
    }
    return Optional.empty();
  }
}
