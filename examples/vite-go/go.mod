module example.com/vite-go

go 1.24
