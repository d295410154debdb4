package dev.ridgeline.core.zoo;

import dev.ridgeline.core.op.Binary;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.tensor.DType;
import java.util.List;
import java.util.stream.LongStream;

/**
 * BERT (Devlin et al. 2019), encoder and pooler, and the MiniLM models of the same form (Wang et
 * al. 2020). Inputs are token ids, attention mask (1: a token, 0: padding) and token types, each
 * i64 [N, S]; outputs the last hidden state f32 [N, S, hidden] and the pooled one f32 [N, hidden].
 *
 * <p>Linear weights within the encoder are [in, out], the transpose of the state dictionary's (see
 * {@link Layers#linearLast}); the pooler's is [out, in].
 */
final class Bert {
  /** The length of the sequence, in tokens; there are 512 position embeddings. */
  static final ZooOption SEQUENCE = new ZooOption("--sequence", 1, 512, 128);

  private static final long VOCABULARY = 30522;
  private static final float EPSILON = 1e-12f;

  /** What is added to the scores of padding: f32's lowest value. */
  private static final float LOWEST = -Float.MAX_VALUE;

  private final Layers net;
  private final long hidden;
  private final long sequence;

  private Bert(Layers net, long hidden, long sequence) {
    this.net = net;
    this.hidden = hidden;
    this.sequence = sequence;
  }

  static List<Definition.Entry> models() {
    return List.of(
        entry(
            "bert_base", "BERT base, uncased: twelve layers of 768", "bert-base-uncased", 12, 768),
        entry(
            "minilm_l6_h384",
            "MiniLM: six layers of 384",
            "nreimers/MiniLM-L6-H384-uncased",
            6,
            384),
        entry(
            "minilm_l12_h384",
            "MiniLM: twelve layers of 384",
            "microsoft/MiniLM-L12-H384-uncased",
            12,
            384));
  }

  private static Definition.Entry entry(
      String name, String title, String published, int layers, long hidden) {
    return new Definition.Entry(
        new ZooModel(
            name,
            title,
            "BERT",
            "Hugging Face " + published + ", BertModel",
            "token ids, attention mask and token types of the sequence",
            List.of(SEQUENCE)),
        (net, options) -> new Bert(net, hidden, options.sequence().orElseThrow()).define(layers));
  }

  private void define(int layers) {
    String ids = net.input("input_ids", DType.I64, sequence);
    String mask = net.input("attention_mask", DType.I64, sequence);
    String types = net.input("token_type_ids", DType.I64, sequence);
    String blocked = maskScores(mask);
    String x = embeddings(ids, types);
    for (int i = 0; i < layers; i++) {
      x = layer("encoder.layer." + i, x, blocked);
    }
    String first =
        net.graph().add("pooler.first", new Movement.Gather(1), x, net.index("pooler.index", 0));
    String pooled = net.linear("pooler.dense", first, hidden);
    net.output(x);
    net.output(net.graph().add("pooler.activation", Unary.Function.TANH, pooled));
  }

  /** What is added to the scores: 0 at tokens, {@link #LOWEST} at padding; [N, 1, 1, S]. */
  private String maskScores(String mask) {
    String axes = net.graph().vector("mask.axes", 1, 2);
    String m = net.graph().add("mask.unsqueeze", new Movement.Unsqueeze(), mask, axes);
    m = net.graph().add("mask.cast", new Unary.Cast(DType.F32, true), m);
    m = net.graph().add("mask.sub", Binary.SUB, net.graph().scalar("mask.one", 1), m);
    return net.graph().add("mask.mul", Binary.MUL, m, net.graph().scalar("mask.lowest", LOWEST));
  }

  private String embeddings(String ids, String types) {
    String words = rows("embeddings.word_embeddings", VOCABULARY, ids);
    String kinds = rows("embeddings.token_type_embeddings", 2, types);
    String positionIds =
        net.graph().vector("embeddings.position_ids", LongStream.range(0, sequence).toArray());
    String positions = rows("embeddings.position_embeddings", SEQUENCE.most(), positionIds);
    String x = net.add("embeddings.add_types", words, kinds);
    x = net.add("embeddings.add_positions", x, positions);
    return net.layerNorm("embeddings.LayerNorm", x, EPSILON);
  }

  private String rows(String module, long count, String indices) {
    // Hugging Face draws embeddings with standard deviation 0.02; a uniform draw of the same.
    String table = net.parameter(module + ".weight", 0.02 * Math.sqrt(3), count, hidden);
    return net.graph().add(module, new Movement.Gather(0), table, indices);
  }

  private String layer(String module, String x, String blocked) {
    String y = attention(module + ".attention.self", x, blocked);
    y = net.linearLast(module + ".attention.output.dense", y, hidden);
    y = net.add(module + ".attention.output.add", y, x);
    String middle = net.layerNorm(module + ".attention.output.LayerNorm", y, EPSILON);
    y = net.linearLast(module + ".intermediate.dense", middle, 4 * hidden);
    y = net.graph().add(module + ".intermediate.gelu", new Unary.Gelu(false), y);
    y = net.linearLast(module + ".output.dense", y, hidden);
    y = net.add(module + ".output.add", y, middle);
    return net.layerNorm(module + ".output.LayerNorm", y, EPSILON);
  }

  private String attention(String module, String x, String blocked) {
    Attention heads = new Attention(net, module, 12);
    String queries = heads.split("query", net.linearLast(module + ".query", x, hidden), false);
    String keys = heads.split("key", net.linearLast(module + ".key", x, hidden), true);
    String values = heads.split("value", net.linearLast(module + ".value", x, hidden), false);
    String scores = net.graph().add(module + ".scores", new Contraction.MatMul(), queries, keys);
    String root = net.graph().scalar(module + ".root", 1 / heads.scale(hidden));
    scores = net.graph().add(module + ".scores.scaled", Binary.DIV, scores, root);
    scores = net.add(module + ".scores.masked", scores, blocked);
    return heads.mix(net.softmax(module + ".softmax", scores), values);
  }
}
