/** Names that claim to be those of images. */

const IMAGE_NAME =
  /\.(png|apng|jpe?g|jpe|jfif|mpo|webp|gif|tiff?|avif|bmp|hei[cf]|hif|dib|jxl|jp2|svg|ico|psd|qoi)$/i;

/** Whether the name of `path` is that of an image, be it one that is not accepted. */
export function claimsToBeImage(path: string): boolean {
  return IMAGE_NAME.test(path);
}
