package dev.ridgeline.app.kws;

import dev.ridgeline.app.cli.SharedOptions;
import dev.ridgeline.core.UserError;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ridgeline kws}: keyword spotting; the work stands in its subcommands. */
@Command(subcommands = {KwsEvaluateCommand.class, KwsTrainCommand.class})
public final class KwsCommand implements Callable<Integer> {
  @Mixin
  @SuppressWarnings("UnusedVariable") // for --help
  private SharedOptions common = new SharedOptions();

  @Override
  public Integer call() {
    throw new UserError(
        "kws needs to know what to do; give evaluate or train, for example `ridgeline kws train --help`");
  }
}
