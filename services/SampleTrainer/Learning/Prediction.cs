namespace FedMl.SampleTrainer.Learning;

/// <param name="Class">Index of the class decided for.</param>
/// <param name="Probabilities">One for each class.</param>
internal sealed record Prediction(int Class, float[] Probabilities);
