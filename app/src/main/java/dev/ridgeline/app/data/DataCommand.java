package dev.ridgeline.app.data;

import dev.ridgeline.app.cli.Console;
import dev.ridgeline.app.cli.Figures;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.app.cli.SharedOptions;
import dev.ridgeline.app.cli.TextTable;
import dev.ridgeline.app.cli.Version;
import dev.ridgeline.core.UserError;
import dev.ridgeline.learning.data.ArchiveDownload;
import dev.ridgeline.learning.data.PublishedArchive;
import dev.ridgeline.learning.data.SyntheticSpeech;
import dev.ridgeline.learning.data.TarArchive;
import dev.ridgeline.measure.machine.CpuReader;
import dev.ridgeline.measure.workspace.ResultLine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ridgeline data}: what a set of recordings holds; fetches it or makes a spoken one. */
@Command
public final class DataCommand implements Callable<Integer> {
  private static final String SET = "speech-commands";

  @Mixin private SharedOptions common = new SharedOptions();

  @Parameters(paramLabel = "SET", description = "The data set: " + SET + ".")
  private String set = SET;

  @Option(
      names = "--root",
      paramLabel = "DIR",
      description =
          "Folder of the set (default: speech-commands in $RIDGELINE_DATA, else data/speech-commands in the workspace).")
  private @Nullable Path root;

  @Option(
      names = "--words",
      paramLabel = "NAME|WORDS",
      description = "Wanted words: commands (ten), yes-no, or words between commas.")
  private String words = "commands";

  @Option(
      names = "--split",
      paramLabel = "NAME",
      description = "How clips are shared out: published, speakers-1, speakers-9, speakers-31.")
  private String split = "published";

  @Option(
      names = "--add",
      paramLabel = "WORD=DIR",
      description = "Add a folder of WAV files as a word of your own; may be given again.")
  private List<String> added = List.of();

  @Option(names = "--download", description = "Fetch the published archive (2.4 GB) first.")
  private boolean download;

  @Option(
      names = "--synthetic",
      description = "Make a small spoken set with espeak-ng first, for trying things out.")
  private boolean synthetic;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of --synthetic (default: 1).")
  private long seed = 1;

  @Override
  public Integer call() {
    if (!set.equals(SET)) {
      throw new UserError("no data set '%s'; there is %s".formatted(set, SET));
    }
    if (download && synthetic) {
      throw new UserError("--download and --synthetic given; choose one");
    }
    common.refuseOut("data writes into --root; leave --out away");
    Console console = common.console();
    Path folder = folder();
    if (download) {
      download(folder, console);
    } else if (synthetic) {
      SyntheticSpeech.make(
          folder, seed, made -> console.progress("Speaking: %d clips".formatted(made)));
      console.note("Wrote " + folder);
    }
    DataResult result = DataResult.of(KeywordData.set(folder, words, split, added));
    common
        .workspace()
        .append(
            new ResultLine(
                DataResult.SCHEMA,
                "data",
                Version.number(),
                CpuReader.system().label(),
                Instant.now(),
                result));
    if (common.json()) {
      console.json(result);
    } else {
      print(result, console);
    }
    return Launch.OK;
  }

  private Path folder() {
    Path own = common.workspace().folder();
    if (download || synthetic) {
      return Optional.ofNullable(root).orElse(own.resolve("data").resolve(SET));
    }
    return KeywordData.root(Optional.ofNullable(root), System.getenv(), own);
  }

  private static void download(Path folder, Console console) {
    if (Files.isDirectory(folder.resolve("yes"))) {
      console.note("'%s' is there already; nothing was fetched".formatted(folder));
      return;
    }
    PublishedArchive archive = PublishedArchive.speechCommands();
    Path parent = Optional.ofNullable(folder.toAbsolutePath().getParent()).orElse(folder);
    Path file =
        new ArchiveDownload(archive, parent)
            .fetch(there ->
                console.progress(
                    "Fetching: %s of %s"
                        .formatted(Figures.bytes(there), Figures.bytes(archive.bytes()))));
    console.progress("Unpacking " + file);
    TarArchive.unpack(file, folder, archive.unpackedBytes());
    console.note("Unpacked %s into %s; the archive may be deleted".formatted(file, folder));
  }

  private static void print(DataResult result, Console console) {
    console.line("folder    " + result.root());
    console.line(
        "holds     %s clips of %s speakers, %d words, %d recordings of noise"
            .formatted(
                Figures.count(result.clips()),
                Figures.count(result.speakers()),
                result.wordFolders(),
                result.noiseFiles()));
    console.line("split     " + result.split());
    console.line("");
    List<String> heading = new ArrayList<>(List.of("class"));
    result.partitions().forEach(p -> heading.addAll(List.of(p.partition(), "speakers")));
    TextTable table = new TextTable(heading);
    for (int label = 0; label < result.labels().size(); label++) {
      List<String> row = new ArrayList<>(List.of(result.labels().get(label)));
      for (DataResult.Part part : result.partitions()) {
        row.add(Figures.count(part.classes().get(label).clips()));
        row.add(Figures.count(part.classes().get(label).speakers()));
      }
      table.row(row);
    }
    List<String> all = new ArrayList<>(List.of("all"));
    for (DataResult.Part part : result.partitions()) {
      all.add(Figures.count(part.clips()));
      all.add(Figures.count(part.speakers()));
    }
    table.row(all);
    table.print(console);
  }
}
