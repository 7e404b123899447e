using FedMl.SampleTrainer;

return TrainingCommand.Run(args, Console.Out, Console.Error);
