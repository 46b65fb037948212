// Resizes raw 8-bit samples with golang.org/x/image/draw. Reads jobs as native.ts writes them.
//
//	go mod init oracle && go get golang.org/x/image@v0.48.0 && go build -o oracle main.go
//
// A method is an interpolator, drawn by draw.Src on an RGBA image.
package main

import (
	"bufio"
	"fmt"
	"image"
	"image/color"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"

	"golang.org/x/image/draw"
)

func main() {
	info, _ := debug.ReadBuildInfo()
	for _, module := range info.Deps {
		fmt.Println(runtime.Version()+",", module.Path, module.Version)
	}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		job := strings.Split(lines.Text(), "\t")
		samples, err := os.ReadFile(job[1])
		if err != nil {
			panic(err)
		}
		channels := number(job[4])
		source := imageOf(samples, number(job[2]), number(job[3]), channels)
		target := resized(source, job[0], number(job[5]), number(job[6]))
		if err := os.WriteFile(job[7], bytesOf(target, channels), 0o644); err != nil {
			panic(err)
		}
	}
}

func number(text string) int {
	value, err := strconv.Atoi(text)
	if err != nil {
		panic(err)
	}
	return value
}

// The types that image.Decode makes of PNG files: gray, opaque RGBA, and NRGBA.
func imageOf(samples []byte, width, height, channels int) image.Image {
	bounds := image.Rect(0, 0, width, height)
	switch channels {
	case 1:
		return &image.Gray{Pix: samples, Stride: width, Rect: bounds}
	case 3:
		picture := image.NewRGBA(bounds)
		for i := 0; i < width*height; i++ {
			copy(picture.Pix[4*i:], samples[3*i:3*i+3])
			picture.Pix[4*i+3] = 255
		}
		return picture
	}
	return &image.NRGBA{Pix: samples, Stride: 4 * width, Rect: bounds}
}

func resized(source image.Image, method string, width, height int) *image.RGBA {
	target := image.NewRGBA(image.Rect(0, 0, width, height))
	scaler := map[string]draw.Scaler{
		"nearest":         draw.NearestNeighbor,
		"approx-bilinear": draw.ApproxBiLinear,
		"bilinear":        draw.BiLinear,
		"catmull-rom":     draw.CatmullRom,
	}[method]
	scaler.Scale(target, target.Bounds(), source, source.Bounds(), draw.Src, nil)
	return target
}

func bytesOf(picture *image.RGBA, channels int) []byte {
	out := make([]byte, 0, len(picture.Pix)/4*channels)
	for i := 0; i < len(picture.Pix); i += 4 {
		// Straight alpha, as the encoder of PNG writes it.
		c := color.NRGBAModel.Convert(color.RGBA{picture.Pix[i], picture.Pix[i+1], picture.Pix[i+2], picture.Pix[i+3]}).(color.NRGBA)
		out = append(out, []byte{c.R, c.G, c.B, c.A}[:channels]...)
	}
	return out
}
