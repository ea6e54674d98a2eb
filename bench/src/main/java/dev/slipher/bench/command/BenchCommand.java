package dev.slipher.bench.command;

import picocli.CommandLine.Command;

/** {@code slipher bench}: the workloads that can be measured. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "WORKLOAD",
        subcommands = TpchCommand.class,
        description = "Measures Slipher and DuckDB side by side on this machine.")
final class BenchCommand {}
