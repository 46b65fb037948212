"""Writes the files beside it, with the programs that people write such files with.

Needs Pillow, numpy, python-docx, python-pptx, openpyxl, odfpy, reportlab, img2pdf, pikepdf and pyzipper. The
pictures are gradients with steps, which compress to little and are told apart by their sizes.
"""
import io
import os
import tarfile
import zipfile
from email.message import EmailMessage

import img2pdf
import numpy as np
import openpyxl
import pikepdf
import pyzipper
from docx import Document
from odf.opendocument import OpenDocumentText
from odf.draw import Frame, Image as OdfImage
from odf.text import P
from openpyxl.drawing.image import Image as SheetImage
from PIL import Image
from pptx import Presentation
from reportlab.pdfgen import canvas
from reportlab.lib.utils import ImageReader

HERE = os.path.dirname(os.path.abspath(__file__))


def at(name):
    return os.path.join(HERE, name)


def picture(width, height, channels=3):
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    planes = [(x * (c + 1) * 2 + y * (3 - c) * 2) // 8 * 8 % 256 for c in range(channels)]
    data = np.stack(planes, axis=2).astype('uint8')
    return Image.fromarray(data[:, :, 0] if channels == 1 else data, 'CMYK' if channels == 4 else None)


def bytes_of(image, form, **options):
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def keep(path, starts):
    """Leaves out the styles and layouts of the templates, which are most of such a file."""
    with zipfile.ZipFile(path) as archive:
        kept = [(i, archive.read(i)) for i in archive.infolist() if i.filename.startswith(starts)]
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as archive:
        for info, data in kept:
            archive.writestr(info, data, zipfile.ZIP_DEFLATED)


png = bytes_of(picture(96, 64), 'PNG')
jpeg = bytes_of(picture(80, 72), 'JPEG', quality=70)

document = Document()
document.add_picture(io.BytesIO(png))
document.add_picture(io.BytesIO(jpeg))
document.save(at('report.docx'))
keep(at('report.docx'), ('[Content_Types].xml', '_rels/', 'word/document.xml', 'word/_rels/', 'word/media/'))

slides = Presentation()
slide = slides.slides.add_slide(slides.slide_layouts[6])
slide.shapes.add_picture(io.BytesIO(png), 0, 0)
slides.save(at('slides.pptx'))
keep(at('slides.pptx'), ('[Content_Types].xml', '_rels/', 'ppt/slides/', 'ppt/media/'))

book = openpyxl.Workbook()
book.active.add_image(SheetImage(io.BytesIO(png)), 'A1')
book.save(at('book.xlsx'))

text = OpenDocumentText()
frame = Frame(width='3cm', height='2cm')
with open('/tmp/odf-picture.png', 'wb') as file:
    file.write(png)
frame.addElement(OdfImage(href=text.addPicture('/tmp/odf-picture.png')))
paragraph = P()
paragraph.addElement(frame)
text.text.addElement(paragraph)
text.save(at('text.odt'))

page = canvas.Canvas(at('reportlab.pdf'))
page.drawImage(ImageReader(picture(96, 64)), 0, 0)
alpha = picture(88, 60).convert('RGBA')
alpha.putalpha(Image.fromarray((np.indices((60, 88))[1] * 2).astype('uint8')))
page.drawImage(ImageReader(alpha), 0, 200, mask='auto')
page.drawImage(ImageReader(io.BytesIO(jpeg)), 0, 400)
page.save()

pages = [
    bytes_of(picture(96, 64), 'PNG'),
    bytes_of(picture(92, 64, 1), 'PNG'),
    bytes_of(picture(90, 64, 1).convert('1'), 'PNG'),
    bytes_of(picture(86, 64).convert('P', palette=Image.Palette.ADAPTIVE, colors=16), 'PNG'),
    bytes_of(picture(84, 64, 4), 'TIFF', compression='tiff_lzw'),
    bytes_of(Image.fromarray((np.indices((64, 82)).sum(axis=0) * 400).astype('uint16')), 'PNG'),
    jpeg,
]
with open(at('img2pdf.pdf'), 'wb') as file:
    file.write(img2pdf.convert(pages))

# The same with everything but the pictures in streams of objects, and encrypted.
with pikepdf.open(at('img2pdf.pdf')) as pdf:
    pdf.save(
        at('object-streams.pdf'),
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        recompress_flate=False,
    )
    pdf.save(at('encrypted.pdf'), encryption=pikepdf.Encryption(owner='o', user='', R=6))

mail = EmailMessage()
mail['From'] = 'sender@example.com'
mail['To'] = 'reader@example.com'
mail['Subject'] = 'Pictures'
mail['Date'] = 'Mon, 01 Jan 2024 10:00:00 +0000'
mail['Message-ID'] = '<1@example.com>'
mail.set_content('See the pictures.')
mail.add_alternative('<p>See <img src="cid:inline"></p>', subtype='html')
mail.get_payload()[1].add_related(jpeg, 'image', 'jpeg', cid='<inline>')
mail.add_attachment(png, maintype='image', subtype='png', filename='caf\u00e9 1.png')
forwarded = EmailMessage()
forwarded['From'] = 'other@example.com'
forwarded['To'] = 'sender@example.com'
forwarded['Subject'] = 'Older'
forwarded['Message-ID'] = '<0@example.com>'
forwarded.set_content('Attached.')
forwarded.add_attachment(png, maintype='image', subtype='png', filename='old.png')
mail.add_attachment(forwarded)
with open(at('pictures.eml'), 'wb') as file:
    file.write(mail.as_bytes())
with open(at('pictures.mbox'), 'wb') as file:
    for one in (mail, forwarded):
        file.write(b'From sender@example.com Mon Jan  1 10:00:00 2024\n')
        file.write(one.as_bytes().replace(b'\nFrom ', b'\n>From ') + b'\n')

for name, method in (('encrypted-aes.zip', pyzipper.WZ_AES), ('encrypted-mixed.zip', None)):
    with pyzipper.AESZipFile(at(name), 'w', compression=pyzipper.ZIP_DEFLATED) as archive:
        if method is None:
            archive.writestr('open.png', png)
        archive.setpassword(b'secret')
        archive.setencryption(pyzipper.WZ_AES, nbits=256)
        archive.writestr('secret.png', png)

# Archives after an image: offsets that count from the start of the file, as zipfile writes them.
for name, data in (('after-image.png', png), ('after-image.jpg', jpeg)):
    with open(at(name), 'wb') as file:
        file.write(data)
    with zipfile.ZipFile(at(name), 'a') as archive:
        archive.writestr('hidden/picture.png', png)

# Long names, as GNU and as pax write them, and a link.
for name, form in (('gnu.tgz', tarfile.GNU_FORMAT), ('pax.tgz', tarfile.PAX_FORMAT)):
    with tarfile.open(at(name), 'w:gz', format=form) as archive:
        for path, data in (('a/picture.png', png), ('long/' * 30 + 'caf\u00e9.jpg', jpeg), ('n.txt', b'text')):
            info = tarfile.TarInfo(path)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        link = tarfile.TarInfo('link.png')
        link.type, link.linkname = tarfile.SYMTYPE, '/etc/passwd'
        archive.addfile(link)
