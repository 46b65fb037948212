/*
 * Resizes raw 8-bit samples as Java does. Reads jobs from its input, one a line, its fields parted by tabs:
 *   method  source file  width  height  channels  target width  target height  file to write
 * Prints what it ran on. native.ts writes the jobs.
 *
 *   javac -cp thumbnailator.jar Java2D.java && java -Djava.awt.headless=true -cp thumbnailator.jar:. Java2D
 */
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.AffineTransformOp;
import java.awt.image.BufferedImage;
import java.awt.image.PixelGrabber;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import net.coobird.thumbnailator.Thumbnails;

public class Java2D {
  public static void main(String[] args) throws Exception {
    String thumbnails = Thumbnails.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    System.out.println(
        "Java " + System.getProperty("java.runtime.version") + ", " + Path.of(thumbnails).getFileName());
    var lines = new BufferedReader(new InputStreamReader(System.in));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] job = line.split("\t");
      int channels = Integer.parseInt(job[4]);
      BufferedImage source =
          imageOf(Files.readAllBytes(Path.of(job[1])), number(job[2]), number(job[3]), channels);
      BufferedImage result = resized(source, job[0], number(job[5]), number(job[6]));
      Files.write(Path.of(job[7]), bytesOf(result, channels));
    }
  }

  static int number(String text) {
    return Integer.parseInt(text);
  }

  /** The types that ImageIO makes of files: gray, BGR, and ABGR not premultiplied. */
  static BufferedImage imageOf(byte[] bytes, int width, int height, int channels) {
    int type =
        channels == 1
            ? BufferedImage.TYPE_BYTE_GRAY
            : channels == 3 ? BufferedImage.TYPE_3BYTE_BGR : BufferedImage.TYPE_4BYTE_ABGR;
    var image = new BufferedImage(width, height, type);
    int[] samples = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) samples[i] = bytes[i] & 255;
    image.getRaster().setPixels(0, 0, width, height, samples);
    return image;
  }

  static byte[] bytesOf(BufferedImage image, int channels) {
    int[] samples =
        image.getRaster().getPixels(0, 0, image.getWidth(), image.getHeight(), (int[]) null);
    int bands = image.getRaster().getNumBands();
    byte[] bytes = new byte[image.getWidth() * image.getHeight() * channels];
    for (int i = 0; i * channels < bytes.length; i++) {
      for (int c = 0; c < channels; c++) bytes[i * channels + c] = (byte) samples[i * bands + c];
    }
    return bytes;
  }

  static BufferedImage resized(BufferedImage source, String method, int width, int height)
      throws Exception {
    String[] parts = method.split("-", 2);
    return switch (parts[0]) {
      case "nearest", "bilinear", "bicubic" -> drawn(source, hintOf(method), width, height);
      case "affine" -> affine(source, typeOf(parts[1]), width, height);
      case "scaled" -> scaled(source, hintsOf(parts[1]), width, height);
      case "progressive" -> Thumbnails.of(source).forceSize(width, height).asBufferedImage();
      default -> throw new IllegalArgumentException(method);
    };
  }

  static int targetType(BufferedImage source) {
    if (source.getType() == BufferedImage.TYPE_BYTE_GRAY) return BufferedImage.TYPE_BYTE_GRAY;
    return source.getColorModel().hasAlpha()
        ? BufferedImage.TYPE_INT_ARGB
        : BufferedImage.TYPE_INT_RGB;
  }

  static BufferedImage drawn(BufferedImage source, Object hint, int width, int height) {
    var target = new BufferedImage(width, height, targetType(source));
    Graphics2D graphics = target.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, hint);
    graphics.drawImage(source, 0, 0, width, height, null);
    graphics.dispose();
    return target;
  }

  static Object hintOf(String name) {
    return switch (name) {
      case "nearest" -> RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR;
      case "bilinear" -> RenderingHints.VALUE_INTERPOLATION_BILINEAR;
      default -> RenderingHints.VALUE_INTERPOLATION_BICUBIC;
    };
  }

  static BufferedImage affine(BufferedImage source, int type, int width, int height) {
    var scale =
        AffineTransform.getScaleInstance(
            (double) width / source.getWidth(), (double) height / source.getHeight());
    var target = new BufferedImage(width, height, source.getType());
    return new AffineTransformOp(scale, type).filter(source, target);
  }

  static int typeOf(String name) {
    return switch (name) {
      case "nearest" -> AffineTransformOp.TYPE_NEAREST_NEIGHBOR;
      case "bilinear" -> AffineTransformOp.TYPE_BILINEAR;
      default -> AffineTransformOp.TYPE_BICUBIC;
    };
  }

  static int hintsOf(String name) {
    return switch (name) {
      case "default" -> Image.SCALE_DEFAULT;
      case "fast" -> Image.SCALE_FAST;
      case "replicate" -> Image.SCALE_REPLICATE;
      case "smooth" -> Image.SCALE_SMOOTH;
      default -> Image.SCALE_AREA_AVERAGING;
    };
  }

  /** Gray as three equal channels: of gray the filters also change the levels, by the curve of sRGB. */
  static BufferedImage ofThreeBytes(BufferedImage gray) {
    var image = new BufferedImage(gray.getWidth(), gray.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
    for (int band = 0; band < 3; band++) {
      int[] samples = gray.getRaster().getSamples(0, 0, gray.getWidth(), gray.getHeight(), 0, (int[]) null);
      image.getRaster().setSamples(0, 0, gray.getWidth(), gray.getHeight(), band, samples);
    }
    return image;
  }

  /** The pixels of the scaled image themselves; drawing it would convert them. */
  static BufferedImage scaled(BufferedImage source, int hints, int width, int height)
      throws InterruptedException {
    if (source.getType() == BufferedImage.TYPE_BYTE_GRAY) source = ofThreeBytes(source);
    int[] pixels = new int[width * height];
    Image image = source.getScaledInstance(width, height, hints);
    var grabber = new PixelGrabber(image, 0, 0, width, height, pixels, 0, width);
    if (!grabber.grabPixels()) throw new IllegalStateException("no pixels");
    int type =
        source.getColorModel().hasAlpha() ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB;
    var target = new BufferedImage(width, height, type);
    target.setRGB(0, 0, width, height, pixels, 0, width);
    return target;
  }
}
