/**
 * The preset dictionary that findings are packed with: what findings have in common, the commonest last. It
 * is in every case (`packing`), so a case can be read without this file. It is never edited: another one
 * would be another row of `packing`.
 */
export const DICTIONARY =
  '226,"format":null,"width":null,"height":null,"verdict":"error","score":amples of float32.t' +
  'iff are floating-point numbers of 32 bits. Scalescope reads gray, RGB, CMYK and alpha in 8' +
  ' or 16 bits],"tested":null,"error":{"code":"unsupported-format","message":"The s}elapsedMs' +
  '":6.926,"facts":363,"height":11Not assessable: 13x11 is too small. A picture can be hidden' +
  ' only where aless than one in 1.42 pixels along each side, and the smallest target size th' +
  'at is searched is 16x16null5.702bitDepth":16gray98suspicious","score":0.71Loaders disagree' +
  ': a program that drops the alpha channel receives structure of 51 within 976x160 pixels at' +
  ' 48,48 that is not in the composited picture thatis fully transparent everywhere. A person' +
  ' sees nothing;alpha sees the colors beneath"not-assessable","reasons":[],"evidence":null5.' +
  '689}},{"of":"loaders","verdict":"."]845{"policy":"alpha-dropped","against":"composited","r' +
  'ms":50.81,"y":48,"width":976,"height":160}}10.963a","hasAlpha":tru32,"height":61"mosaic0.1' +
  '%)."repeats a tile of a few pixels everywhere, as color filters, dithers and screens do. T' +
  'his gives it a lattice of its own1evidence":-2.15,"height":45,"height":32tensorflow/neares' +
  't","opencv/nearest-exact"]},{"width":322,"height":322+align_corners18,"height":31.10,"heig' +
  'ht":16attack","score":0.763,"targets":[{"width":400,"height":400","openvino/nearest",floor' +
  '"],"readfloor","tensorflow/bilinear","opencv/linear","torch/bivision/bilinear+tensor","ski' +
  'mage/order1","tfjs/bilinear","onnx/linear","tflitevino/linear_onnxcubic-exact","torch/bicu' +
  'bic","torchvision/bicubic3","onnx/cubic+int8","openvino/cubiclanczos3","opencv/cubic+uint8' +
  '+v2","onnx/cubic+exclude_outsidelanczos5+ipp","onnx/cubic-0.5gaussian","opencv/lanczos4mit' +
  'chellcubic"]channels":["r","g","b"],"region":{"x":1,"y":1,"width":15,"height":15},"regions' +
  '":[]},"evidence":{"disagreement":7.213,"contrast":5.371,"coherence":8.176,"isolated":5.457' +
  ',"disagreementRms":64.381Max":150.89Normalised":14.658,"readShare":0.06},"records":[{"id":' +
  ',"title":"Disagreement","value":7.213,"threshold":5.7,"score":0.896,"meaning":"log of the ' +
  'squared difference between the lattice pixels and their untouched neighbors, divided by th' +
  'e variance of those neighbors, at its largest; above the threshold, the images own detail ' +
  'does not explain the difference","source":"Quiring 20 (reconstruction from); normalised na' +
  'tive-against-area view"},{"id":"contrast","title":"Contrast","value":5.371,"threshold":3.5' +
  ',"score":0.957energy of, compared with the largest of three control lattices half a period' +
  ' awayonly this lattice was altered","source":"own formulation (control views)"},{"id":"coh' +
  'erence","title":"Coherence","value":8.176,"threshold":6.2,"score":0.922,"meaning":"how far' +
  ' whole blocks of cells deviate alikecontrolsit is a picture and not noiseisolated","title"' +
  ':"Isolated","value":5.45,"score":0.980manyre outside the range of the pixels that touch th' +
  'emsingle pixels wereminimum and maximum filters of Quiring 20 and Decamouflage, made one-s' +
  'ided and counted"}],"views":[{"pipeline":"onnx/nearest",ratioX":4,"ratioY":4,"frameR,"fram' +
  'e}{"rms":64.381,"mnchannel":"r"},"departure":null,"region":null},floor]}A machine that res' +
  'izes to 400x400 with onnx/nearest, , onnx/nearest-floor receives. W it differs from the an' +
  'tialiased view by 64.4 grey levels RMS, 15 times what the image\'s own detail explains.","A' +
  't 400x400he machine reads differ from their neighbors 36.8 times as much as, and 14.7pixel' +
  's of nearby lattices.","The difference is largest in channel revidence":6.38,"height":11]}' +
  ',100]},{"width":22.02}13,"height":12"upscale,"The picture has aof about 49x193 (comb of 12' +
  ' sigma), and nothing is hidden on it. What made the lattice is not certain: an enlargement' +
  ' from that size or from 11x10 leaves it, and so do pixel art, a screen of that pitch and, ' +
  'in small pictures, the 8x8 blocks of JPEG845,"height":84.58,"format":"jpeg","width":14,"he' +
  'ight":14.052e-7"jpeg-grid","The regular lattice in the picture matches the grid of 8x8 blo' +
  'cks that JPEG leaves8.052e-7evidence":-105.68,"height":10.816null,"jpeg":{"process":"basel' +
  'ine","bitsPerSample":8,"subsampling":"4:2:0","sampling":["2x2","1x1","1x1"],"tables":[{"id' +
  '":0,"bits":8,"values":[3,2,2,3,4,6,8,10,2,2,2,3,4,9,10,9,2,2,3,4,6,9,11,9,2,3,4,5,8,14,13,' +
  '10,3,4,6,9,11,17,16,12,4,6,9,10,13,17,18,15,8,10,12,14,16,19,19,16,12,15,15,16,18,16,16,16' +
  ']},{"id":13,4,8,16,16,16,16,3,3,4,11,16,16,16,16,4,4,9,16,16,16,16,16,8]}],"maker":{"name"' +
  ':","quality":92},"adobeTransform":null}{"schema":"scalescope/finding@1","file":","sha256":' +
  '"","bytes":72,"format":"png","width":12,"height":800,"verdict":"clean","score":0.000,"targ' +
  'ets":[],"explanation":null,"reasons":["The search found no size at which a machine would r' +
  'eceive a different picture from the one a person sees (probability of an attack: below 0.1' +
  '%)."],"judgements":[{"of":"search"evidence":-3.074,"needed":{"suspicious":0.63,"attack":3.' +
  '69}}],"thresholds":null,"tested":{"search":{"leastSide":16,"most":{"width":901,"height":56' +
  '3}},"view":null},"unexplained":[],"loaders":[],"skipped":0,"looked":[{"width":410,"height"' +
  ':256,"crop":{"x":0,"y":0},"samplers":["onnx/nearest-ceil+tf_half_pixel_for_nn"]},{"width":' +
  '600,"height":375]},{"width":85,"height":31]}],"error":null,"elapsedMs":690.117,"version":"' +
  '0.1.0+detection.7","facts":{"nambitDepth":8,"colorType":"rgb","hasAlpha":false,"orientatio' +
  'n":1,"iccName":null,"frames":1,"notes":[],"forensics":{"trailing":null,"unsearched":null,"' +
  'isCutShort":false,"checksums":{"chunks":4,"wrong":[],"wrongCount":0},"jpeg":null,"texts":[' +
  '],"textCount":0,"camera":null,"orientations":[],"color":{"gamma":null,"srgbIntent":null,"c' +
  'icp":null,"hasChromaticities":false,"iccBytes":null},"xmp":null,"gainMap":null,"hasContent' +
  'Credentials":false,"thumbnail":null},"items":[],"itemCount":0';
