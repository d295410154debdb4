package dev.ridgeline.formats.pytorch;

import dev.ridgeline.core.graph.Constant;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Writes what torch.save writes, after the two files of the shared data: records stored, their
 * elements at multiples of 64 bytes, sizes both in the local header and after the record, the
 * pickle in protocol 2. Unlike Python it names a class again each time instead of recalling it.
 */
public final class TorchArchive {
  private final Map<String, byte[]> records = new LinkedHashMap<>();
  private int compression;

  /** A file of {@code torch.save(state_dict, FILE)}; keys of storages are counted up. */
  public static byte[] stateDictionary(Map<String, Constant> tensors) {
    Pickle pickle = new Pickle().raw("\u0080\u0002}").put().raw("(");
    TorchArchive archive = new TorchArchive();
    Map<String, byte[]> storages = new LinkedHashMap<>();
    tensors.forEach((name, constant) -> {
      String key = String.valueOf(storages.size());
      storages.put(key, constant.tensor().data().toArray(ValueLayout.JAVA_BYTE));
      long[] sizes = constant.type().shape().sizes();
      pickle.text(name).put();
      pickle.tensor(storageClass(constant), key, constant.elements(), 0, sizes, dense(sizes));
    });
    archive.record("data.pkl", pickle.raw("u.").bytes());
    storages.forEach((key, bytes) -> archive.record("data/" + key, bytes));
    return archive.record("version", "3\n".getBytes(StandardCharsets.US_ASCII)).bytes();
  }

  /** A file with this pickle and these storages. */
  static byte[] of(byte[] pickle, Map<String, byte[]> storages) {
    TorchArchive archive = new TorchArchive().record("data.pkl", pickle);
    storages.forEach((key, bytes) -> archive.record("data/" + key, bytes));
    return archive.bytes();
  }

  private static String storageClass(Constant constant) {
    return Arrays.stream(StorageType.values())
        .filter(type -> type.dtype() == constant.type().dtype())
        .findFirst()
        .orElseThrow()
        .className();
  }

  static long[] dense(long[] sizes) {
    long[] strides = new long[sizes.length];
    long stride = 1;
    for (int axis = sizes.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= sizes[axis];
    }
    return strides;
  }

  TorchArchive record(String name, byte[] bytes) {
    return named("archive/" + name, bytes);
  }

  TorchArchive named(String name, byte[] bytes) {
    records.put(name, bytes);
    return this;
  }

  /** Claims this method of compression for every record. */
  TorchArchive compression(int method) {
    compression = method;
    return this;
  }

  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<byte[]> directory = new ArrayList<>();
    records.forEach((name, bytes) -> {
      byte[] path = name.getBytes(StandardCharsets.UTF_8);
      int header = out.size();
      int padding = Math.floorMod(-(header + 30 + path.length + 4), 64);
      CRC32 crc = new CRC32();
      crc.update(bytes);
      ByteBuffer local = little(30 + path.length + 4 + padding);
      local.putInt(0x04034b50).putShort((short) 0).putShort((short) 2056);
      local.putShort((short) compression).putInt(0).putInt((int) crc.getValue());
      local.putInt(bytes.length).putInt(bytes.length);
      local.putShort((short) path.length).putShort((short) (4 + padding)).put(path);
      local.put((byte) 'F').put((byte) 'B').putShort((short) padding);
      out.writeBytes(array(local));
      out.writeBytes(bytes);
      ByteBuffer after = little(16).putInt(0x08074b50).putInt((int) crc.getValue());
      out.writeBytes(array(after.putInt(bytes.length).putInt(bytes.length)));
      ByteBuffer central = little(46 + path.length).putInt(0x02014b50);
      central.putShort((short) 0).putShort((short) 0).putShort((short) 2056);
      central.putShort((short) compression).putInt(0).putInt((int) crc.getValue());
      central.putInt(bytes.length).putInt(bytes.length).putShort((short) path.length);
      central.position(42);
      directory.add(array(central.putInt(header).put(path)));
    });
    int at = out.size();
    directory.forEach(out::writeBytes);
    int size = out.size() - at;
    ByteBuffer end = little(22).putInt(0x06054b50).putInt(0);
    end.putShort((short) directory.size()).putShort((short) directory.size());
    out.writeBytes(array(end.putInt(size).putInt(at).putShort((short) 0)));
    return out.toByteArray();
  }

  private static byte[] array(ByteBuffer full) {
    byte[] bytes = new byte[full.capacity()];
    full.rewind().get(bytes);
    return bytes;
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Writes opcodes of protocol 2. */
  static final class Pickle {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int memo;

    Pickle raw(String latin) {
      out.writeBytes(latin.getBytes(StandardCharsets.ISO_8859_1));
      return this;
    }

    /** Keeps the value in the memo, as Python does and nobody asks for. */
    Pickle put() {
      return memo < 256 ? raw("q" + (char) memo++) : raw("r").little4(memo++);
    }

    Pickle text(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      raw("X").little4(bytes.length);
      out.writeBytes(bytes);
      return this;
    }

    Pickle whole(long value) {
      if (value >= 0 && value < 256) {
        return raw("K" + (char) value);
      }
      if (value == (int) value) {
        return raw("J").little4((int) value);
      }
      raw("\u008a\u0008");
      out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
      return this;
    }

    Pickle wholes(long... values) {
      raw("(");
      for (long value : values) {
        whole(value);
      }
      return raw("t").put();
    }

    Pickle tensor(
        String type, String key, long elements, long offset, long[] sizes, long[] strides) {
      raw("ctorch._utils\n_rebuild_tensor_v2\n").put().raw("((");
      text("storage").put().raw("ctorch\n" + type + "\n").put();
      text(key).put().text("cpu").put().whole(elements).raw("t").put().raw("Q");
      whole(offset).wholes(sizes).wholes(strides);
      return raw("\u0089ccollections\nOrderedDict\n")
          .put()
          .raw(")R")
          .put()
          .raw("t")
          .put()
          .raw("R")
          .put();
    }

    private Pickle little4(int value) {
      out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
      return this;
    }

    byte[] bytes() {
      return out.toByteArray();
    }
  }
}
