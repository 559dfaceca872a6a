using Orleans.Inference.Silo.Start;

return await SiloProgram.RunAsync(args, Console.Out, Console.Error);
