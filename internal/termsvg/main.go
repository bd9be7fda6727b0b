// Command termsvg draws what a command has printed as a picture of a terminal: text on standard input, SVG on
// standard output. The pictures of the README are made with it, by make pictures.
package main

import (
	"bufio"
	"fmt"
	"html"
	"io"
	"log"
	"os"
	"strings"
	"unicode/utf8"
)

func main() {
	if err := draw(os.Stdin, os.Stdout, strings.Join(os.Args[1:], " ")); err != nil {
		log.Fatal("termsvg: ", err)
	}
}

// Sizes in pixels; those of a character are what browsers take for 13 px of their monospaced fonts.
const (
	charWidth, lineHeight = 7.85, 18
	margin, bar           = 16, 28
	fewestColumns         = 72
)

// draw writes a picture of a command and what it printed.
func draw(in io.Reader, out io.Writer, command string) error {
	lines := []string{"$ " + command}
	scanner := bufio.NewScanner(in)
	for scanner.Scan() {
		lines = append(lines, lastState(scanner.Text()))
	}
	if err := scanner.Err(); err != nil {
		return err
	}
	columns := fewestColumns
	for _, line := range lines {
		columns = max(columns, utf8.RuneCountInString(line))
	}
	width, height := int(float64(columns)*charWidth)+2*margin, bar+len(lines)*lineHeight+2*margin
	var svg strings.Builder
	fmt.Fprintf(&svg, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" `+
		`viewBox="0 0 %[1]d %[2]d" role="img">`+"\n",
		width, height)
	fmt.Fprintf(&svg, "<title>%s</title>\n", html.EscapeString(command))
	fmt.Fprintf(&svg, `<rect width="100%%" height="100%%" rx="8" fill="#1d2330"/>`+"\n")
	for i, color := range []string{"#ec6a5e", "#f4bf4f", "#61c554"} {
		fmt.Fprintf(&svg, `<circle cx="%d" cy="%d" r="5" fill="%s"/>`+"\n", margin+6+i*18, margin, color)
	}
	svg.WriteString(`<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,monospace" ` +
		`font-size="13" fill="#d8dee9">` + "\n")
	for i, line := range lines {
		style := ""
		if i == 0 {
			style = ` fill="#8fd6a8"`
		}
		fmt.Fprintf(&svg, `<text x="%d" y="%d" xml:space="preserve"%s>%s</text>`+"\n", margin, bar+margin+(i+1)*lineHeight-5,
			style, html.EscapeString(line))
	}
	svg.WriteString("</g>\n</svg>\n")
	_, err := io.WriteString(out, svg.String())
	return err
}

// lastState returns what a line shows in the end: a carriage return begins it anew.
func lastState(line string) string {
	line = strings.TrimRight(line, "\r")
	return strings.ReplaceAll(line[strings.LastIndexByte(line, '\r')+1:], "\t", "    ")
}
