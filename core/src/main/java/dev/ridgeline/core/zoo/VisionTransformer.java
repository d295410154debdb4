package dev.ridgeline.core.zoo;

import dev.ridgeline.core.op.Binary;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.op.Unary;
import java.util.List;

/**
 * ViT-B/16 (Dosovitskiy et al. 2021, table 1). Linear weights within the encoder are [in, out], the
 * transpose of the state dictionary's (see {@link Layers#linearLast}).
 */
final class VisionTransformer {
  private static final long PATCH = 16;
  private static final long HIDDEN = 768;
  private static final long HEADS = 12;
  private static final long MLP = 3072;
  private static final int DEPTH = 12;
  private static final float EPSILON = 1e-6f;

  private VisionTransformer() {}

  static List<Definition.Entry> models() {
    return List.of(
        new Definition.Entry(
            ZooModel.image(
                "vit_b_16",
                "ViT-B/16: a transformer over patches of 16x16",
                "VisionTransformer",
                "torchvision 0.14.1, models/vision_transformer.py",
                224),
            (net, _) -> define(net)));
  }

  private static void define(Layers net) {
    String image = net.image(3, 224, 224);
    String x = net.convBias("conv_proj", image, HIDDEN, Layers.valid(PATCH, PATCH), 1);
    x = net.reshape("patches", x, 0, HIDDEN, net.size(x, 2) * net.size(x, 3));
    x = net.transpose("tokens", x, 0, 2, 1);
    x = net.concat("cat", List.of(classTokens(net, image), x));
    String position = net.parameter("encoder.pos_embedding", 0.02, 1, net.size(x, 1), HIDDEN);
    x = net.add("encoder.add", x, position);
    for (int i = 0; i < DEPTH; i++) {
      x = block(net, "encoder.layers.encoder_layer_" + i, x);
    }
    x = net.layerNorm("encoder.ln", x, EPSILON);
    x = net.graph().add("class_row", new Movement.Gather(1), x, net.index("class_index", 0));
    net.output(net.linear("heads.head", x, 1000));
  }

  /** The class token, one for each image of the batch. */
  private static String classTokens(Layers net, String image) {
    String token = net.parameter("class_token", 0.02, 1, 1, HIDDEN);
    String batch = net.graph().add("batch", new Movement.ShapeOf(0, 1), image);
    String rest = net.graph().vector("class_token.rest", 1, HIDDEN);
    String shape = net.graph().add("class_token.shape", new Movement.Concat(0), batch, rest);
    return net.graph().add("class_token.expand", new Movement.Expand(), token, shape);
  }

  private static String block(Layers net, String module, String x) {
    String y =
        attention(net, module + ".self_attention", net.layerNorm(module + ".ln_1", x, EPSILON));
    String sum = net.add(module + ".add_1", y, x);
    y = net.linearLast(module + ".mlp.0", net.layerNorm(module + ".ln_2", sum, EPSILON), MLP);
    y = net.graph().add(module + ".mlp.1", new Unary.Gelu(false), y);
    y = net.linearLast(module + ".mlp.3", y, HIDDEN);
    return net.add(module + ".add_2", sum, y);
  }

  /** torch.nn.MultiheadAttention: one projection gives queries, keys and values. */
  private static String attention(Layers net, String module, String x) {
    String in = module + ".in_proj";
    String joint = net.linearLast(in, in + "_weight", in + "_bias", x, 3 * HIDDEN);
    List<String> qkv = net.graph().add(in + ".split", new Movement.Split(-1), List.of(joint), 3);
    Attention heads = new Attention(net, module, HEADS);
    String queries = heads.split("query", qkv.get(0), false);
    String scale = net.graph().scalar(module + ".scale", heads.scale(HIDDEN));
    queries = net.graph().add(module + ".query.scaled", Binary.MUL, queries, scale);
    String keys = heads.split("key", qkv.get(1), true);
    String scores = net.graph().add(module + ".scores", new Contraction.MatMul(), queries, keys);
    String values = heads.split("value", qkv.get(2), false);
    String context = heads.mix(net.softmax(module + ".softmax", scores), values);
    return net.linearLast(module + ".out_proj", context, HIDDEN);
  }
}
