<%@ page contentType="text/html" %>
<% String name = request.getParameter("name"); %>
<p><%= org.example.Escape.html(name) %></p>
