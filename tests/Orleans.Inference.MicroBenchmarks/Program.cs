using BenchmarkDotNet.Running;
using Orleans.Inference.MicroBenchmarks;

BenchmarkSwitcher.FromAssembly(typeof(ShortRuns).Assembly).Run(args is [] ? ["--filter", "*"] : args, new ShortRuns());
