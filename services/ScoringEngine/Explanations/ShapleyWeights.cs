namespace FedMl.ScoringEngine.Explanations;

/// <summary>
/// The share of orders in which, of players on two sides, one certain player of the first side comes after all others of
/// its side and before all of the second: (own - 1)! × other! / (own + other)!.
/// </summary>
internal sealed class ShapleyWeights
{
    private readonly double[] weights;
    private readonly int width;

    /// <param name="players">Most players on both sides together.</param>
    public ShapleyWeights(int players)
    {
        width = players + 1;
        weights = new double[width * width];
        for (var own = 1; own <= players; own++)
        {
            // From one cell to the next by a factor: the factorials themselves would overflow.
            weights[own * width] = 1.0 / own;
            for (var other = 1; other <= players - own; other++)
            {
                weights[(own * width) + other] = weights[(own * width) + other - 1] * other / (own + other);
            }
        }
    }

    /// <param name="own">Players on the certain player's side, itself too; at least 1.</param>
    /// <param name="other">Players on the other side.</param>
    public double Of(int own, int other) => weights[(own * width) + other];
}
