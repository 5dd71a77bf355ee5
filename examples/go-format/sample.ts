/** The source that the page begins with. */
export const sample = `package main

import ("strings"; "os"
  "fmt")

// Shape is anything with an area.
type Shape interface { Area() float64 ; Name() string }

type Circle struct {
  X,Y float64
  Radius float64 // in metres
  Label string   // may be empty
}

func (c Circle) Area() float64 { return 3.14159*c.Radius*c.Radius }
func (c Circle) Name() string {
      if c.Label=="" { return "circle" }
  return   strings.ToLower(c.Label)
}

func main() {
	shapes:=[]Shape{Circle{Radius:2}, Circle{ 1,1,0.5,"Dot" },}
	total:=0.0
	for _,shape:=range shapes {
	total+=shape.Area()
	  fmt.Printf( "%-8s %6.2f\\n",shape.Name( ),shape.Area() )
	}
	if len(os.Args)>1 { fmt.Println(total*2) } else { fmt.Println(total) }
}
`

export const keywords = new Set(
  (
    'break case chan const continue default defer else fallthrough for func go goto if import interface map package range return ' +
    'select struct switch type var any bool byte error float64 int string true false nil iota'
  ).split(' '),
)
