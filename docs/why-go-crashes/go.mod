module adaptercrash

go 1.21
