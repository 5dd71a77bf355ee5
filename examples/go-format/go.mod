module example.com/go-format

go 1.24
